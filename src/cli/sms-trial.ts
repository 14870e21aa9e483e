import { join } from 'node:path'
import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import { readGatewayFile } from '../config/gateway-file.ts'
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
 * @param disguise see GatewayFileOptions
 * @throws ConfigurationError for a file with mistakes
 */
export function readTrialGateway(
  { gateway, config, out }: TrialOptions,
  disguise?: (value: string) => string,
): Promise<GatewaySettings> {
  const file = gateway.endsWith('.toml') ? gateway : join(config, 'sms', `${gateway}.toml`)
  return readGatewayFile(file, {
    directory: config,
    // What is read a second time, for what it hides, has been warned of.
    onWarning: disguise === undefined ? (line) => out.write(`${line}\n`) : () => {},
    ...(disguise && { disguise }),
  })
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
