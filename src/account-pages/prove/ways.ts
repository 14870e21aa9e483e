import type { Person } from '../../../interactions/person.ts'
import type { Change } from '../proofs.ts'

/** What a person can prove a change with. */
export interface Ways {
  /** The password is wanted, before anything is sent. */
  readonly password: boolean
  /** Then one of these; with none, and no password, nobody can prove anything. */
  readonly second: readonly ('code' | 'backup-code')[]
}

/** Where an account that never had a second factor is changed with the strongest it has. None of these makes a factor. */
const withPasswordAlone: ReadonlySet<Change> = new Set(['password', 'sessions', 'browsers'])

/**
 * The ways that a person has, strongest first (SELF-01). Whoever opted out signs in with the password alone, so a
 * session says less of them: they prove the password, too.
 *
 * @param factorEnabled false when the deployment switched the SMS factor off
 */
export function waysOf(person: Person, change: Change, factorEnabled: boolean): Ways {
  const { number, disabledFactors, backupCodes, optedOut, mayEnrol } = person
  const second = [
    ...(factorEnabled && number !== undefined && !disabledFactors.includes('sms') ? (['code'] as const) : []),
    ...(backupCodes > 0 && !disabledFactors.includes('backup') ? (['backup-code'] as const) : []),
  ]
  const nothingStronger = mayEnrol && withPasswordAlone.has(change)
  return { password: nothingStronger || (optedOut && second.length > 0), second }
}

/** How a proof begins, for the page that asks for it. */
export interface Beginning {
  readonly change: Change
  /** A code is sent as soon as the button is pressed. */
  readonly sends: boolean
  /** A backup code can be used instead. */
  readonly backup: boolean
}

export function beginning(person: Person, change: Change, factorEnabled: boolean): Beginning {
  const { password, second } = waysOf(person, change, factorEnabled)
  const sends = !password && second.includes('code')
  return { change, sends, backup: sends && second.includes('backup-code') }
}
