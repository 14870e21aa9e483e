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
 * Writes one line per security event. Never throws: an audit line must not turn a login into an error.
 */
export function createAudit(log: Log): Audit {
  return (event) => {
    try {
      log.info(event, event.event)
    } catch {
      // The sink is gone: there is nowhere left to say so.
    }
  }
}
