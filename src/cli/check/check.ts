import { type Loaded, loadSettings } from '../../config/load.ts'
import { ConfigurationError, formatProblem, type Problem } from '../../config/problem.ts'
import { lookAround } from './surroundings.ts'

export interface CheckOptions {
  readonly directory: string
  readonly mode: 'serve' | 'demo'
  /** True: nothing is asked over the network. */
  readonly offline: boolean
  /** True: warnings fail, too. */
  readonly strict?: boolean
  /** True: one JSON object instead of lines. */
  readonly json?: boolean
  readonly out: { write(text: string): unknown }
}

/** The demo makes its keys when it starts; a check has no use for any. */
const noSecrets = { secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] } }

/**
 * Prints every problem of a configuration and of what it names, a line each.
 *
 * @returns the exit code: 0 when it can be served, 1 when not; with `strict` 1 for a warning, too
 */
export async function check(options: CheckOptions): Promise<number> {
  const problems = await problemsOf(options)
  const errors = problems.some(({ level }) => level === 'error')
  const failed = errors || (options.strict === true && problems.length > 0)
  const { directory, out } = options
  if (options.json === true) {
    out.write(`${JSON.stringify({ directory, usable: !failed, problems }, undefined, 2)}\n`)
  } else {
    for (const problem of problems) out.write(`${formatProblem(problem)}\n`)
    const ending = problems.length === 0 ? '' : failed ? ', but for these warnings' : ', with warnings'
    if (!errors) out.write(`${directory}: can be served${ending}\n`)
  }
  return failed ? 1 : 0
}

/** Of files that cannot be read as a whole nothing is looked up: what they name may be half of it. */
async function problemsOf({ directory, mode, offline }: CheckOptions): Promise<readonly Problem[]> {
  let loaded: Loaded
  try {
    loaded = await loadSettings({ directory, mode, ...(mode === 'demo' && { additions: noSecrets }) })
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return [...loaded.warnings, ...(offline ? [] : await lookAround(directory, loaded))]
}
