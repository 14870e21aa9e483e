import { correlation } from './correlation.ts'
import type { Log } from './log.ts'

/** One security fact: who, what, with what outcome. Ids only, never a secret and never a whole number. */
export interface SecurityEvent {
  readonly event: string
  readonly outcome: string
  readonly account?: string
  readonly client?: string
  readonly [detail: string]: string | number | readonly string[] | undefined
}

export type Audit = (event: SecurityEvent) => void

/**
 * Writes one line per security event, and tells whoever counts them, with the client of the request it came from. Never
 * throws: an audit line must not turn a login into an error.
 */
export function createAudit(log: Log, onEvent: Audit = () => {}): Audit {
  return (event) => {
    try {
      log.info(event, event.event)
      const client = event.client ?? correlation()?.client
      onEvent(client === undefined ? event : { ...event, client })
    } catch {
      // The sink is gone: there is nowhere left to say so.
    }
  }
}
