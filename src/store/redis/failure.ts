import { StoreUnavailableError } from '../store.ts'

/**
 * What callers see of any failure between here and Redis: time-out, no connection, full (OOM), read-only, a broken
 * reply. The cause is told in Redis's or the driver's words but without the command they carry along: its arguments
 * are tokens and payloads.
 */
export function unavailable(error: unknown): StoreUnavailableError {
  return new StoreUnavailableError('Redis did not do what was asked', { cause: new Error(reasonOf(error)) })
}

/** One line that may be logged. An unknown command is reported with its arguments; they are cut off. */
export function reasonOf(error: unknown): string {
  const { message, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error))
  const [line = ''] = message.split('\n')
  const [said = ''] = line.split(/,? with args beginning with/)
  return (said === '' ? (code ?? 'no reason given') : said).slice(0, 200)
}
