import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../../interactions/person.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { PasswordThrottle, PasswordTry } from '../limits/password-throttle.ts'
import { type Account, inUse } from './account.ts'
import { nextVersion } from './change.ts'
import { identifiersHeldBy } from './history.ts'
import { canonicalIdentifier } from './identifier.ts'
import type { Passwords } from './password.ts'
import type { AccountStore } from './store.ts'

export interface AuthenticatorOptions {
  readonly accounts: AccountStore
  readonly passwords: Pick<Passwords, 'hash' | 'verify'>
  readonly clock: Clock
  readonly throttle: Omit<PasswordThrottle, 'look'>
  /** How long an answer may wait until a weak hash is replaced, in milliseconds; it goes on by itself then. */
  readonly patience?: number
}

/** What a password came to; see Authentication in interactions/person.ts. */
export type Tried =
  | { readonly result: 'right'; readonly account: Account }
  /** Not `compared` where the account's other names are worn out; whoever typed it must not learn of that. */
  | { readonly result: 'wrong'; readonly compared: boolean }
  | { readonly result: 'held'; readonly retryIn: number }

/**
 * Looks an account up by username, e-mail or number, counts the try and tries the password. The answer is `wrong`, after
 * one look-up, one count and one hash, for a wrong password, an unknown or disabled account, and one without a password
 * alike; `held`, without a hash, for each of them alike. Rejects with BusyError, or with StoreUnavailableError: nothing
 * is known then.
 */
export type Authenticate = (identifier: string, password: string, caller: Caller) => Promise<Tried>

/** See Authenticate. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { accounts, throttle, patience = 250 } = options
  return async (identifier, password, caller) => {
    const canonical = canonicalIdentifier(identifier)
    const found = await accounts.findByIdentifier(canonical)
    const one = tryOf(canonical, found, caller)
    const begun = await throttle.begin(one)
    if (!begun.admitted) return { result: 'held', retryIn: begun.retryIn }
    const account = begun.blind ? undefined : inUse(found)
    const { ok, upgrade } = await compare(options, account, password, () =>
      throttle.untried(one, begun.blind),
    )
    if (account === undefined || !ok) return { result: 'wrong', compared: !begun.blind }
    // Not waited for: a failure too many is all that can come of it.
    throttle.right(one).catch(() => {})
    if (!upgrade) return { result: 'right', account }
    return {
      result: 'right',
      account: await within(patience, strengthen(options, account, password), account),
    }
  }
}

/** Spellings of one account are one name; what is nobody's is counted as it is looked up. */
export function tryOf(
  canonical: string,
  found: Account | undefined,
  { network, browser, knows }: Caller,
): PasswordTry {
  const name = found === undefined ? `name ${canonical}` : `account ${found.id}`
  return { typed: canonical, name, network, browser, known: found !== undefined && knows(found.id) }
}

/** A full queue has compared nothing, and is nobody's failure. */
async function compare(
  { passwords }: AuthenticatorOptions,
  account: Account | undefined,
  password: string,
  takeBack: () => Promise<void>,
) {
  try {
    return await passwords.verify(account?.passwordHash, password)
  } catch (error) {
    takeBack().catch(() => {})
    throw error
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
    const next = nextVersion(account, { ...account, passwordHash }, clock())
    const { saved } = await accounts.save(next, identifiersHeldBy(next))
    return saved ? next : account
  } catch {
    return account
  }
}
