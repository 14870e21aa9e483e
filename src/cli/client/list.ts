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

function lineOf({ id, name, steps, second_factor: factor, subject, first_party: own }: ShownClient): string {
  const second = factor === 'none' ? '' : ` (${factor})`
  const named = name === id ? '' : `, ${name}`
  return `${id}${named}: ${steps.join(' + ')}${second}, known by ${subject}${own ? ', first party' : ''}`
}
