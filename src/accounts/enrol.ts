import type { Enrolment } from '../../interactions/enrolment/step.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import { judgeDestination } from '../limits/destination.ts'
import type { SendLimits } from '../limits/send-limits.ts'
import { callingCodeOf } from '../numbers/country.ts'
import { parseNumber } from '../numbers/number.ts'
import type { Audit } from '../operations/audit.ts'
import type { Account } from './account.ts'
import { changeAccount } from './change.ts'
import { nameNumber } from './number-name.ts'
import { personOf } from './person.ts'
import type { AccountStore } from './store.ts'

export interface EnrolmentOptions {
  readonly accounts: AccountStore
  readonly clock: Clock
  readonly audit: Audit
  readonly limits: SendLimits
  /** Keeps numbers out of the store; at least 32 random characters. */
  readonly key: string
}

/** See Enrolment. Numbers without a country code are taken to be of the first enrolment country. */
export function createEnrolment(options: EnrolmentOptions): Enrolment {
  const { limits, key } = options
  const [country] = limits.enrolmentCountries
  return {
    callingCode: country === undefined ? undefined : callingCodeOf(country),
    read(typed) {
      const parsed = parseNumber(typed, country === undefined ? {} : { defaultRegion: country })
      if (!parsed.ok) return { problem: parsed.reason }
      const judged = judgeDestination(parsed.e164, 'enrolment', limits)
      return judged.ok ? { number: parsed.e164 } : { problem: 'barred' }
    },
    nameOf: (number) => nameNumber(key, number),
    save: (...claimed) => enrolNumber(options, ...claimed),
  }
}

/**
 * Gives an account its first number, whose code was typed a moment ago; only while it never had a second factor of any
 * kind. One compare-and-set: of two logins that enrol at once one succeeds, and the other learns that it came late.
 *
 * @param number E.164 with plus
 * @param password what stands for the one that was proved; see Person
 * @returns `taken`: another account has that number; nobody is told which
 */
async function enrolNumber(
  house: EnrolmentOptions,
  id: string,
  number: string,
  password: string | undefined,
): Promise<'saved' | 'taken' | 'declined'> {
  const mayEnrolNow = (account: Account) => {
    const person = personOf(account, house.clock())
    return person.mayEnrol && person.password === password && account.disabled !== true
  }
  const changed = await changeAccount(house, id, (account) =>
    mayEnrolNow(account) ? { ...account, number, numberVerified: true } : undefined,
  )
  const outcome = 'account' in changed ? 'saved' : changed.unchanged === 'taken' ? 'taken' : 'declined'
  house.audit({ event: 'account.enrolled', outcome, account: id })
  return outcome
}
