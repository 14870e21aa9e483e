import { dirname } from 'node:path'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import { readDocument } from './files.ts'
import { readGateway } from './gateways.ts'
import { ConfigurationError, formatProblem } from './problem.ts'
import { resolveReferences } from './references.ts'
import { Report } from './report.ts'

export interface GatewayFileOptions {
  /** What `${NAME}` in the file stands for; the process's environment by default. */
  readonly env?: NodeJS.ProcessEnv
  /** Told of what is allowed but doubtful, one line each; by default it becomes a warning of the process. */
  readonly onWarning?: (line: string) => void
  /** Where `file:` references start; by default the file's own folder. */
  readonly directory?: string
  /** True: a gateway that is switched off needs its secrets as well. */
  readonly complete?: boolean
  /** What is to stand in the place of a value that came from the environment or another file; by default the value. */
  readonly disguise?: (value: string) => string
}

/**
 * Reads one gateway's TOML file, for a sender outside our own server. The gateway is called as the file is.
 *
 * @throws {ConfigurationError} with everything that is wrong with it, each with line, key and what is allowed
 */
export async function readGatewayFile(
  path: string,
  options: GatewayFileOptions = {},
): Promise<GatewaySettings> {
  const { env = process.env, directory = dirname(path), complete = false, disguise } = options
  const { onWarning = (line) => process.emitWarning(line) } = options
  const report = new Report()
  const document = await readDocument(path, report)
  const lenient = !complete && document?.root.enabled === false
  const around = { directory, env, lenient, ...(disguise && { disguise }) }
  if (document) await resolveReferences(document, around, report)
  const gateway = document && readGateway(document, report)
  if (gateway === undefined || report.failed) throw new ConfigurationError(report.problems)
  for (const problem of report.problems) onWarning(formatProblem(problem))
  return gateway
}
