import { setTimeout as wait } from 'node:timers/promises'
import { type DestinationStream, type Logger, pino } from 'pino'
import { correlation } from './correlation.ts'
import { openSink } from './sink.ts'

export type Log = Logger

export interface LogSettings {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Absolute path of a file; absent means standard output. */
  readonly destination?: string
}

export interface AuditSettings {
  /** Absolute path of a file; absent: with the log, or on standard output where `apart`. */
  readonly destination?: string
  /** True: security events have a stream of their own, whatever the log's level is. */
  readonly apart: boolean
}

/** Names under which a secret could ever be logged. The second net: no caller passes one. */
const secretNames: ReadonlySet<string> = new Set([
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
])

/**
 * One JSON object a line. Every line of a request carries its correlation fields. Written asynchronously: a sink that
 * does not take lines any more must not hold up a login.
 *
 * @param sink by default what the settings say
 */
export function createLog(
  settings: LogSettings,
  sink: DestinationStream = openSink(settings.destination),
): Log {
  return pino(
    {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: censor },
      mixin: () => correlation() ?? {},
      // By default the line's fields would be written into the request's own, and be in all its later lines.
      mixinMergeStrategy: (line, request) => ({ ...request, ...line }),
      serializers: { err: describeError },
    },
    sink,
  )
}

/** The object with every secret name's value taken out, however deep. Done by hand: lines are flat and many. */
function censor(object: Record<string, unknown>): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) {
    clean[name] = secretNames.has(name) ? '[redacted]' : censorValue(value)
  }
  return clean
}

function censorValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  return Array.isArray(value) ? value.map(censorValue) : censor({ ...value })
}

/** Milliseconds the last lines may take when the process stops. */
const lastLines = 1000

/** Waits for what was logged to be written, but not for a sink that takes nothing. */
export async function flushLog(log: Log): Promise<void> {
  const flushed = new Promise<void>((resolve) => log.flush(() => resolve()))
  const patience = new AbortController()
  await Promise.race([flushed, wait(lastLines, undefined, { signal: patience.signal })])
  patience.abort()
}

/** Name, message, code and place of an error and its causes; never the objects hanging on it, which may hold secrets. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error object' }
  // Not under the name `code`, which is redacted.
  const code = 'code' in error ? { reason: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}
