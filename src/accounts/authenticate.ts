import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from './account.ts'
import { canonicalIdentifier, identifiersOf } from './identifier.ts'
import type { Passwords } from './password.ts'
import type { AccountStore } from './store.ts'

export interface AuthenticatorOptions {
  readonly accounts: AccountStore
  readonly passwords: Pick<Passwords, 'hash' | 'verify'>
  readonly clock: Clock
  /** How long an answer may wait until a weak hash is replaced, in milliseconds; it goes on by itself then. */
  readonly patience?: number
}

/**
 * Looks an account up by username, e-mail or number and tries the password. The answer is undefined, after one
 * look-up and one hash, for a wrong password, an unknown or disabled account, and one without a password alike.
 * Rejects with BusyError, or with StoreUnavailableError: nothing is known then.
 */
export type Authenticate = (identifier: string, password: string) => Promise<Account | undefined>

/** See Authenticate. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { accounts, passwords, patience = 250 } = options
  return async (identifier, password) => {
    const found = await accounts.findByIdentifier(canonicalIdentifier(identifier))
    const account = found?.disabled ? undefined : found
    const { ok, upgrade } = await passwords.verify(account?.passwordHash, password)
    if (account === undefined || !ok) return undefined
    return upgrade ? within(patience, strengthen(options, account, password), account) : account
  }
}

async function within<Result>(
  milliseconds: number,
  work: Promise<Result>,
  otherwise: Result,
): Promise<Result> {
  const done = new AbortController()
  const late = sleep(milliseconds, otherwise, { signal: done.signal }).catch(() => otherwise)
  const result = await Promise.race([work, late])
  done.abort()
  return result
}

/**
 * Replaces a weak hash while the password is at hand. Best effort: when the queue is full, the store is away or
 * somebody else wrote the account in between (compare-and-set), the next login tries again.
 */
async function strengthen(
  { accounts, passwords, clock }: AuthenticatorOptions,
  account: Account,
  password: string,
): Promise<Account> {
  try {
    const passwordHash = await passwords.hash(password)
    const next = { ...account, version: account.version + 1, passwordHash, updatedAt: clock() }
    const { saved } = await accounts.save(next, identifiersOf(next))
    return saved ? next : account
  } catch {
    return account
  }
}
