import type { PendingStore } from '../../interactions/pending.ts'
import type { ClientFace } from '../../interactions/sms-otp/pages.ts'
import type { ChallengeStore, Clock } from '../../interactions/sms-otp/ports.ts'
import type { SmsStep } from '../../interactions/sms-otp/step.ts'
import type { Notify } from '../accounts/notices.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { AccountSettings } from '../config/settings.ts'
import type { SendLimits } from '../limits/send-limits.ts'
import type { Audit } from '../operations/audit.ts'
import type { Proofs } from './proofs.ts'

/** What topics are made of; each takes what it needs. */
export interface TopicParts {
  readonly accounts: AccountStore
  readonly clock: Clock
  readonly pending: PendingStore
  readonly proofs: Proofs
  readonly sms: SmsStep
  /** Where accounts' failure records are. */
  readonly failures: Pick<ChallengeStore, 'forgive'>
  readonly notify: Notify
  readonly audit: Audit
  readonly limits: SendLimits
  readonly settings: AccountSettings
  /** False when the deployment switched the SMS factor off. */
  readonly factorEnabled: boolean
  /** Keeps numbers out of the store; at least 32 random characters. */
  readonly key: string
  /** How the account pages are called where a relying party's name would stand. */
  readonly face: ClientFace
}
