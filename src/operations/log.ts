import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { correlation } from './correlation.ts'

export type Log = Logger

export interface LogSettings {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Absolute path of a file; absent means standard output. */
  readonly destination?: string
}

/** Names under which a secret could ever be logged, at any depth we log objects. The second net: no caller passes one. */
const secretNames = [
  'password',
  'passwordHash',
  'code',
  'otp',
  'text',
  'to',
  'number',
  'cookie',
  'authorization',
  'client_secret',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
]

/**
 * One JSON object a line. Every line of a request carries its correlation fields. Written asynchronously: a sink that
 * does not take lines any more must not hold up a login.
 *
 * @param stream for tests; by default what the settings say
 */
export function createLog(settings: LogSettings, stream?: DestinationStream): Log {
  const sink = stream ?? destination({ dest: settings.destination ?? 1, sync: false, mkdir: true })
  return pino(
    {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
      mixin: () => correlation() ?? {},
      serializers: { err: describeError },
    },
    sink,
  )
}

/** Name, message, code and place of an error and its causes; never the objects hanging on it, which may hold secrets. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error object' }
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}
