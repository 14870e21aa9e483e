import type { BackupCodes } from '../../../interactions/backup-code/step.ts'
import type { PendingStore } from '../../../interactions/pending.ts'
import type { People } from '../../../interactions/person.ts'
import type { ClientFace } from '../../../interactions/sms-otp/pages.ts'
import type { SmsStep, SmsVisit } from '../../../interactions/sms-otp/step.ts'
import { accountClientId } from '../../config/account-client.ts'
import type { Change, Proofs } from '../proofs.ts'
import type { AccountVisit } from '../visit.ts'

/** What proving needs. */
export interface ProveParts {
  readonly proofs: Proofs
  readonly pending: PendingStore
  readonly sms: SmsStep
  readonly people: People
  readonly backup: Pick<BackupCodes, 'use'>
  /** False when the deployment switched the SMS factor off. */
  readonly factorEnabled: boolean
  /** How the account pages are called where a relying party's name would stand. */
  readonly face: ClientFace
}

/** Where each change is made, once it is proved: a path below `/account`. */
export const pageOf: Readonly<Record<Change, string>> = {
  number: 'number',
  'opt-out': 'sms-code',
  'opt-in': 'sms-code',
  'backup-codes': 'backup-codes',
  password: 'password',
  sessions: 'sessions',
  browsers: 'browsers',
}

/** The plugin's step over a challenge of our own: a purpose, a number, and where its forms post to. */
export function smsVisitFor(
  { account, browser, formToken, locales, caller }: AccountVisit,
  { purpose, number, path, face }: { purpose: string; number: string; path: string; face: ClientFace },
): SmsVisit {
  const place = { account: account.id, purpose, browser }
  const from = caller.knows(account.id) ? {} : { network: caller.network }
  const base = `/account/${path}`
  return { place, number, base, formToken, client: face, locales, clientId: accountClientId, ...from }
}
