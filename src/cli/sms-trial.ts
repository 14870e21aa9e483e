import { join } from 'node:path'
import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import { readGatewayFile } from '../config/gateway-file.ts'
import { parseNumber } from '../numbers/number.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'

/** What `latchkey sms render` and `latchkey sms send` are told. */
export interface TrialOptions {
  /** A name in the folder `sms` of the configuration, or the path of a file. */
  readonly gateway: string
  readonly to: string
  readonly text?: string
  readonly locale?: string
  /** The configuration's folder. */
  readonly config: string
  readonly out: { write(text: string): unknown }
}

export interface Trial {
  readonly settings: GatewaySettings
  readonly message: OutgoingMessage
  /** Everything the file took from the environment or from other files. */
  readonly values: ReadonlySet<string>
}

/**
 * Reads the gateway's file as the server would and makes a message for it.
 *
 * @throws ConfigurationError for a file with mistakes, Error for a number that is none
 */
export async function prepareTrial(options: TrialOptions): Promise<Trial> {
  const { gateway, config, to, text, locale, out } = options
  const number = parseNumber(to)
  if (!number.ok) throw new Error(`--to is not a phone number (${number.reason}); write it like +94778888888`)
  const values = new Set<string>()
  const settings = await readGatewayFile(
    gateway.endsWith('.toml') ? gateway : join(config, 'sms', `${gateway}.toml`),
    {
      directory: config,
      onValue: (value) => values.add(value),
      onWarning: (line) => out.write(`${line}\n`),
    },
  )
  const code = '123456'
  const message = {
    to: number.e164,
    text: text ?? `${code} is a test of Latchkey.`,
    code,
    id: `test-${Date.now()}`,
    ...(locale === undefined ? {} : { locale }),
  }
  return { settings, message, values }
}
