import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import { type GatewayFileOptions, readGatewayFile } from '../config/gateway-file.ts'
import { nearest } from '../config/shape.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'

/** What `latchkey sms render` and `latchkey sms send` are told. */
export interface TrialOptions {
  /** A name in the folder `sms` of the configuration, or the path of a file. */
  readonly gateway: string
  /** E.164 with plus. */
  readonly to: string
  readonly text?: string
  readonly locale?: string
  /** The configuration's folder. */
  readonly config: string
  readonly out: { write(text: string): unknown }
}

/**
 * Reads the gateway's file as the server would.
 *
 * @param how see GatewayFileOptions
 * @throws ConfigurationError for a file with mistakes, Error for a name that no file has
 */
export async function readTrialGateway(
  { gateway, config, out }: TrialOptions,
  how: Pick<GatewayFileOptions, 'disguise' | 'complete'> = {},
): Promise<GatewaySettings> {
  const { disguise } = how
  const file = gateway.endsWith('.toml') ? gateway : await fileOf(gateway, join(config, 'sms'))
  return readGatewayFile(file, {
    ...how,
    directory: config,
    // What is read a second time, for what it hides, has been warned of.
    onWarning: disguise === undefined ? (line) => out.write(`${line}\n`) : () => {},
  })
}

async function fileOf(gateway: string, folder: string): Promise<string> {
  const entries = await readdir(folder).catch(() => [])
  const names = entries.filter((name) => name.endsWith('.toml')).map((name) => name.slice(0, -5))
  if (names.includes(gateway)) return join(folder, `${gateway}.toml`)
  const guess = nearest(gateway, names)
  const there = names.length === 0 ? 'there is none' : `there are: ${names.join(', ')}`
  const help = guess === undefined ? there : `did you mean "${guess}"?`
  throw new Error(`no gateway in ${folder} is called "${gateway}"; ${help}`)
}

/** The message of a trial. */
export function trialMessage({ to, text, locale }: TrialOptions): OutgoingMessage {
  const code = '123456'
  return {
    to,
    text: text ?? `${code} is a test of Latchkey.`,
    code,
    id: `test-${Date.now()}`,
    ...(locale === undefined ? {} : { locale }),
  }
}
