import { parseDocument } from '../document.ts'
import { readGateway } from '../gateways.ts'
import type { Problem } from '../problem.ts'
import { Report } from '../report.ts'
import { deploymentLines } from './deployment.ts'
import { droppedNotes } from './dropped.ts'
import { gatewayLines } from './gateway.ts'
import { readOriginal } from './read.ts'

/** What becomes of a form or file of the original product. */
export interface Imported {
  /** A gateway file, which may hold keys; undefined when the original names no gateway. */
  readonly gateway: string | undefined
  /** What is wrong or doubtful with that file, by its own lines. */
  readonly problems: readonly Problem[]
  /** Lines for `deployment.toml`, blank when there are none. */
  readonly deployment: string
  /** Everything that was changed or dropped, and why. */
  readonly notes: readonly string[]
}

/**
 * Turns an SMS OTP form or an old `deployment.toml` into our files.
 *
 * @param gatewayFile what messages call the gateway file
 * @throws Error for a text that is neither
 */
export function importWso2(text: string, gatewayFile: string): Imported {
  const notes: string[] = []
  const note = (what: string): void => {
    notes.push(what)
  }
  const { kind, values } = readOriginal(text)
  const lines = kind === 'form' ? gatewayLines(values, note) : undefined
  const gateway = lines && `# From the SMS OTP form of WSO2 Identity Server.\n${lines.join('\n')}\n`
  const report = new Report()
  if (gateway !== undefined) readGateway(parseDocument(gatewayFile, gateway), report)
  const deployment = deploymentText(deploymentLines(values, kind, note))
  return { gateway, problems: report.problems, deployment, notes: [...notes, ...droppedNotes(values, kind)] }
}

function deploymentText({ authentication, smsOtp, parameters }: ReturnType<typeof deploymentLines>): string {
  const tables = [
    ['authentication', authentication],
    ['authentication.authenticator.sms_otp', smsOtp],
    ['authentication.authenticator.sms_otp.parameters', parameters],
  ] as const
  return tables
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`)
    .join('\n')
}
