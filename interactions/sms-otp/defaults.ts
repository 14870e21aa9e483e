import type { CodeShape } from './code.ts'
import type { Terms } from './ports.ts'

/** Six digits: what people know, and what phones offer to fill in. */
export const defaultShape: CodeShape = { length: 6, alphabet: 'numeric' }

/** The rules of a host that names none. NIST SP 800-63B 3.1.3 allows ten minutes at most. */
export const defaultTerms: Terms = {
  lifetime: 5 * 60_000,
  tries: 5,
  resends: 3,
  cooldowns: [30_000, 60_000, 120_000, 300_000],
  // Longer than any gateway may take: a deadline is ten seconds at most.
  sendDeadline: 12_000,
  keep: 10 * 60_000,
}

/** Milliseconds until a page comes back whatever the gateway does. */
export const defaultPatience = 1500
