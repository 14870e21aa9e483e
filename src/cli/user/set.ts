import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { setAccount } from '../../accounts/admin/set.ts'
import type { UserEntry } from '../../accounts/user-entry.ts'
import { doneOr } from './changed.ts'
import { type Answer, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { destinationNote } from './destination.ts'
import { readEntry } from './entry.ts'
import { addPersonOptions, type PersonOptions, rowOf } from './person-options.ts'
import { accountVerb, noticeOption } from './verb.ts'

interface SetOptions extends Given, Omit<PersonOptions, 'email' | 'number'> {
  readonly username?: string
  readonly email?: string | false
  readonly number?: string | false
  readonly releaseNumber?: string | true
}

/** `latchkey user set` */
export function addSet(user: Command, streams: Streams): void {
  addPersonOptions(accountVerb(user, streams, ['set', 'change what is stored of an account'], set))
    .option('--username <name>', 'another user name')
    .option('--no-email', 'take the address off')
    .option('--no-number', 'take the number off; nobody else gets it')
    .option(
      '--release-number [number]',
      'let others have this former number; without a value: take the one of --number, whoever had it',
    )
    .addOption(noticeOption())
}

async function set(desk: Desk, account: Account, given: SetOptions): Promise<Answer> {
  const wishes = wishesOf(account, given)
  const { entry, without, given: released } = wishes
  const empty = Object.keys(entry).length === 1 && without.length === 0 && given.username === undefined
  if (empty && released === undefined)
    throw new Refusal('Say what to set; "latchkey user set --help" lists it.')
  const done = await setAccount(desk, account.id, wishes)
  if ('problem' in done) throw new Refusal(`${done.key}: ${done.problem}`)
  if ('unchanged' in done && done.unchanged === 'declined')
    return { said: `${account.username} is so already.`, facts: { version: account.version } }
  const { account: after, deed } = await doneOr(desk, done)
  const said = `${after.username} is changed.${destinationNote(desk, entry)}`
  return { said, facts: { version: after.version }, deed }
}

function wishesOf(account: Account, given: SetOptions) {
  const { username = account.username, email, number, releaseNumber, ...others } = given
  const told = {
    ...others,
    ...(typeof email === 'string' && { email }),
    ...(typeof number === 'string' && { number }),
  }
  const row = rowOf(told)
  const missing = (what: string) =>
    new Refusal(`${account.username} has no ${what} that this could be said of.`)
  if (given.emailVerified && typeof email !== 'string' && account.email === undefined)
    throw missing('e-mail address')
  if (given.unverified && typeof number !== 'string' && account.number === undefined) throw missing('number')
  // Alone, these two speak of what the account has.
  const own = {
    ...(given.emailVerified && account.email !== undefined && { email: account.email }),
    ...(given.unverified && account.number !== undefined && { number: account.number }),
  }
  const without: (keyof UserEntry)[] = [
    ...(email === false ? (['email', 'email_verified'] as const) : []),
    ...(number === false ? (['number', 'number_verified'] as const) : []),
  ]
  const entry = readEntry({ username, ...own, ...row })
  return { entry, without, ...releaseOf(entry, releaseNumber) }
}

/** Alone, the number that is to be set is taken over; with a number, that one is given up. */
function releaseOf({ username, number }: UserEntry, wanted: string | true | undefined) {
  if (wanted === undefined) return {}
  if (wanted === true && number === undefined)
    throw new Refusal('Say which number: --release-number <number>.')
  const named = wanted === true ? number : readEntry({ username, number: wanted }).number
  return named === number ? { taken: named } : { given: named }
}
