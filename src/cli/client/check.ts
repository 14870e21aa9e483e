import { loadClients } from '../../config/client-file.ts'
import { ConfigurationError, formatProblem } from '../../config/problem.ts'
import { clientProblems } from '../../provider/try-clients.ts'
import { exitCode } from '../running.ts'

export interface CheckOptions {
  readonly directory: string
  /** One of them; by default all. */
  readonly id?: string
  readonly out: { write(text: string): unknown }
}

/** Prints what is wrong with applications: by our rules, and by the protocol library's. @returns the exit code */
export async function checkClientFile({ directory, id, out }: CheckOptions): Promise<number> {
  try {
    const { clients, features } = await loadClients(directory)
    const wanted = clients.filter(({ metadata }) => id === undefined || metadata.client_id === id)
    if (id !== undefined && wanted.length === 0) {
      out.write(`There is no client "${id}" in clients.toml.\n`)
      return exitCode.failed
    }
    const found = await clientProblems({ clients: wanted, features })
    for (const problem of found) out.write(`${problem}\n`)
    if (found.length === 0) out.write(`${verdictOn(wanted.length)}\n`)
    return found.length === 0 ? 0 : exitCode.failed
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    for (const problem of error.problems) out.write(`${formatProblem(problem)}\n`)
    return exitCode.failed
  }
}

function verdictOn(clients: number): string {
  if (clients === 0) return 'There is no application in clients.toml yet.'
  return clients === 1 ? 'The client is fine.' : 'All clients are fine.'
}
