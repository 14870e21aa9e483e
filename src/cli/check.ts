import { loadSettings } from '../config/load.ts'
import { ConfigurationError, formatProblem, type Problem } from '../config/problem.ts'

export interface CheckOptions {
  readonly directory: string
  readonly mode: 'serve' | 'demo'
  readonly out: { write(text: string): unknown }
}

/** The demo makes its keys when it starts; a check has no use for any. */
const noSecrets = { secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] } }

/** Prints every problem of a configuration, a line each. The exit code: 0 when it can be served, 1 when not. */
export async function check({ directory, mode, out }: CheckOptions): Promise<number> {
  const print = (problems: readonly Problem[]): void => {
    for (const problem of problems) out.write(`${formatProblem(problem)}\n`)
  }
  try {
    const { warnings } = await loadSettings({
      directory,
      mode,
      ...(mode === 'demo' && { additions: noSecrets }),
    })
    print(warnings)
    out.write(`${directory}: can be served${warnings.length > 0 ? ', with warnings' : ''}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    print(error.problems)
    return 1
  }
}
