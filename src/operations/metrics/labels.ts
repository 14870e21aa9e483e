import { isCountry } from '../../numbers/country.ts'
import type { SecurityEvent } from '../audit.ts'

/** The names that may become labels, from the configuration: what else comes up is "other". */
export interface KnownNames {
  readonly clients: ReadonlySet<string>
  readonly gateways: ReadonlySet<string>
}

export type Labels = Readonly<Record<string, string>>

/**
 * Reads labels out of an event. Only what an admin configured, what our code itself writes and ISO countries come
 * through, so that no stranger can make up series, and no account, number, address or code is ever among them.
 */
export function createLabels(names: () => KnownNames) {
  const known = (allowed: ReadonlySet<string>, value: unknown) =>
    value === undefined ? '' : allowed.has(String(value)) ? String(value) : 'other'
  const readers = {
    client: (event) => known(names().clients, event.client),
    gateway: (event) => known(names().gateways, event.gateway),
    country: ({ country }) =>
      country === undefined ? '' : isCountry(String(country)) ? String(country) : 'other',
    language: ({ language }) => bounded(language, /^[a-z]{2,3}(-[a-z]{2,4})?$/i),
    outcome: ({ outcome }) => bounded(outcome, /^[a-z_-]{1,40}$/),
    reason: ({ reason }) => bounded(reason, /^[a-z_]{1,40}$/),
    budget: ({ by }) => bounded(by, /^[a-z -]{1,40}$/),
    prompt: ({ prompt }) => bounded(prompt, /^[a-z_]{1,20}$/),
  } satisfies Record<string, (event: SecurityEvent) => string>
  return (event: SecurityEvent, ...names: readonly (keyof typeof readers)[]): Labels =>
    Object.fromEntries(names.map((name) => [name, readers[name](event)]))
}

export type ReadLabels = ReturnType<typeof createLabels>

/** Words that our own code and templates write; the form is a second net. */
function bounded(value: unknown, form: RegExp): string {
  if (value === undefined) return ''
  return form.test(String(value)) ? String(value) : 'other'
}
