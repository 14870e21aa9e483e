import { exitCode } from '../running.ts'
import { explanationOf } from './explanation.ts'
import { explanationLines } from './lines.ts'
import { type Named, Unknown, withQuestion } from './question.ts'

export interface ExplainLoginOptions extends Named {
  readonly client: string
  /** For scripts: one object, see Explanation. */
  readonly json?: true
  readonly out: { write(text: string): unknown }
}

/**
 * Says what a login would be: what is asked for, what is sent, what the tokens say, and why.
 *
 * @returns the exit code: 0 when the person gets in now
 */
export async function explainLogin({ json, out, ...named }: ExplainLoginOptions): Promise<number> {
  try {
    const explanation = await withQuestion(named, explanationOf)
    out.write(json ? `${JSON.stringify(explanation)}\n` : `${explanationLines(explanation).join('\n')}\n`)
    return explanation.signs_in ? 0 : exitCode.failed
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
    out.write(json ? `${JSON.stringify({ error: error.message })}\n` : `${error.message}\n`)
    return exitCode.failed
  }
}
