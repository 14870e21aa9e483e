import { readClientFile, type ShownClient } from './read.ts'

export interface ListOptions {
  readonly directory: string
  readonly json: boolean
  readonly out: { write(text: string): unknown }
}

/** Prints every application, a line each. @returns the exit code */
export async function listClients({ directory, json, out }: ListOptions): Promise<number> {
  const { clients } = await readClientFile(directory)
  if (json) out.write(`${JSON.stringify(clients, undefined, 2)}\n`)
  else if (clients.length === 0) out.write('There is no application in clients.toml yet.\n')
  else for (const client of clients) out.write(`${lineOf(client)}\n`)
  return 0
}

function lineOf(client: ShownClient): string {
  const { id, name, steps, second_factor: factor, subject, first_party: own } = client
  const second = factor === 'none' ? '' : ` (${factor})`
  const named = name === id ? '' : `, ${name}`
  if (!client.signs_in) return `${id}${named}: an API, nobody signs in to it`
  return `${id}${named}: ${steps.join(' + ')}${second}, known by ${subject}${own ? ', first party' : ''}`
}
