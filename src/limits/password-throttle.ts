import { keyedDigest } from '../../interactions/digest.ts'
import { createMemory } from '../../interactions/memory.ts'
import type { Attempt, Wait, WaitStore } from './ports.ts'

/** One try at one password. */
export interface PasswordTry {
  /** The name as it is looked up. */
  readonly typed: string
  /** The account's id, or that name again where there is no such account: both are counted alike. */
  readonly name: string
  /** As networkOf names it. */
  readonly network: string
  /** Digest of the browser's own secret. */
  readonly browser: string
  /** Whether this browser has signed this account in before. */
  readonly known: boolean
}

/** Bounds the guesses at passwords, and never holds a socket: who must wait is told how long. */
export interface PasswordThrottle {
  /** Counts the try as a failure before anything is compared, or says how long to wait. */
  begin(one: PasswordTry): Promise<Attempt>
  /** What `begin` would answer; counts nothing. */
  look(one: PasswordTry): Promise<Attempt>
  /** The password was right: the failure is taken back, and those of this name from this network with it. */
  right(one: PasswordTry): Promise<void>
  /** Nothing was compared, though `begin` admitted it, blind or not. */
  untried(one: PasswordTry, blind: boolean): Promise<void>
}

type Rule = Omit<Wait, 'name' | 'subject'>

const hour = 3600
const day = 24 * hour

/** How many failures are free, and how the waits grow after them; seconds. */
export interface PasswordLimits {
  readonly pair: Rule
  readonly name: Rule
  readonly network: Rule
  readonly known: Rule
  readonly everyKnown: Rule
}

/**
 * A stranger's typing mistakes cost nothing; what a program tries comes down to four an hour for a name and network,
 * and for a name from everywhere. A network is an office or a provider's whole town: it gets more.
 */
export const defaultPasswordLimits: PasswordLimits = {
  pair: { free: 5, firstSeconds: 2, longestSeconds: 900, forgetSeconds: day },
  name: { free: 20, firstSeconds: 1, longestSeconds: 900, forgetSeconds: day },
  network: { free: 100, firstSeconds: 1, longestSeconds: 300, forgetSeconds: hour },
  known: { free: 10, firstSeconds: 2, longestSeconds: 900, forgetSeconds: day },
  everyKnown: { free: 30, firstSeconds: 1, longestSeconds: 900, forgetSeconds: day },
}

/**
 * A browser that has signed the account in before is counted by itself: strangers who hammer the name, or the
 * same network, are not in its way (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). All such browsers
 * of a name share one count more: whoever had the password once may have signed in from a thousand of them.
 *
 * Who must wait is told so by the name that was typed. That an account's other names are worn out as well must be seen
 * by nobody: it would tell that there is such an account, and that they are one. What is typed then is not compared.
 *
 * @param key keeps names and addresses out of the store; at least 32 random characters
 */
export function createPasswordThrottle(
  store: WaitStore,
  key: string,
  limits: PasswordLimits = defaultPasswordLimits,
): PasswordThrottle {
  // A try is begun and, a moment later, taken back.
  const remembered = createMemory<string>(256)
  const hashed = (...parts: readonly string[]) => {
    const text = ['latchkey throttle 1', ...parts].join('\n')
    return remembered(text, () => keyedDigest(key, text).slice(0, 22))
  }
  const wait = (name: keyof PasswordLimits, ...parts: readonly string[]): Wait => ({
    ...limits[name],
    name,
    subject: hashed(name, ...parts),
  })
  function seen({ typed, name, network, browser, known }: PasswordTry): readonly Wait[] {
    if (known) return [wait('known', name, browser), wait('everyKnown', name)]
    return [wait('pair', 'typed', typed, network), wait('name', 'typed', typed), wait('network', network)]
  }
  function behind({ name, network, known }: PasswordTry): readonly Wait[] {
    return known ? [] : [wait('pair', name, network), wait('name', name)]
  }
  return {
    begin: (one) => store.attempt(seen(one), behind(one)),
    look: (one) => store.attempt(seen(one), behind(one), { dry: true }),
    async right(one) {
      const [waits, others] = [seen(one), behind(one)]
      await store.takeBack([...waits, ...others], [...waits.slice(0, 1), ...others.slice(0, 1)])
    },
    untried: (one, blind) => store.takeBack(blind ? seen(one) : [...seen(one), ...behind(one)]),
  }
}
