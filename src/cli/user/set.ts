import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { type Entered, entered } from '../../accounts/admin/enter.ts'
import { releaseNumber } from '../../accounts/admin/release-number.ts'
import type { UserEntry } from '../../accounts/user-entry.ts'
import { changed } from './changed.ts'
import {
  type Answer,
  accountNamed,
  atDesk,
  type Desk,
  type Given,
  Refusal,
  type Streams,
  userArgument,
  verb,
} from './desk.ts'
import { readEntry } from './entry.ts'
import { addPersonOptions, type PersonOptions, rowOf } from './person-options.ts'

interface SetOptions extends Given, Omit<PersonOptions, 'email' | 'number'> {
  readonly username?: string
  readonly email?: string | false
  readonly number?: string | false
  readonly releaseNumber?: string | true
}

/** `latchkey user set` */
export function addSet(user: Command, streams: Streams): void {
  addPersonOptions(verb(user, 'set', 'change what is stored of an account'))
    .argument(...userArgument)
    .option('--username <name>', 'another user name')
    .option('--no-email', 'take the address off')
    .option('--no-number', 'take the number off; nobody else gets it')
    .option(
      '--release-number [number]',
      'let others have this former number; without a value: take the one of --number, whoever had it',
    )
    .action((name: string, given: SetOptions) =>
      atDesk('set', given, streams, (desk) => set(desk, name, given)),
    )
}

async function set(desk: Desk, name: string, given: SetOptions): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const { entry, without } = wishes(account, given)
  const released = await release(desk, account, entry, given.releaseNumber)
  const empty = Object.keys(entry).length === 1 && without.length === 0 && given.username === undefined
  if (empty && !released)
    throw new Refusal('Say what to set; "latchkey user set --help" lists it.', account.id)
  const after = empty ? account : await write(desk, account, entry, without)
  return {
    said: `${after.username} is changed.`,
    facts: { id: after.id, version: after.version },
    account: after.id,
  }
}

function wishes(account: Account, { username = account.username, email, number, ...given }: SetOptions) {
  const told = {
    ...given,
    ...(typeof email === 'string' && { email }),
    ...(typeof number === 'string' && { number }),
  }
  const row = rowOf(told)
  // Alone, these two speak of what the account has.
  const own = {
    ...(given.emailVerified && account.email !== undefined && { email: account.email }),
    ...(given.unverified && account.number !== undefined && { number: account.number }),
  }
  const without: (keyof UserEntry)[] = [
    ...(email === false ? (['email', 'email_verified'] as const) : []),
    ...(number === false ? (['number', 'number_verified'] as const) : []),
  ]
  return { entry: readEntry({ username, ...own, ...row }), without }
}

async function write(desk: Desk, account: Account, entry: UserEntry, without: (keyof UserEntry)[]) {
  let made: Entered | undefined
  const change = (current: Account) => {
    made = entered(current, entry, desk.clock(), without)
    return 'account' in made ? made.account : undefined
  }
  const after = await changed(desk, account, change, '').catch((error: unknown) => {
    if (made !== undefined && 'problem' in made) throw new Refusal(`${made.key}: ${made.problem}`, account.id)
    if (made !== undefined && 'unchanged' in made) return account
    throw error
  })
  return after
}

/** Gives up a number that this account had; or, for the number that it is to have, whoever had it. */
async function release(
  desk: Desk,
  account: Account,
  { number }: UserEntry,
  wanted: string | true | undefined,
): Promise<boolean> {
  if (wanted === undefined) return false
  if (wanted === true && number === undefined)
    throw new Refusal('Say which number: --release-number <number>.')
  const given = wanted === true ? number : readEntry({ username: account.username, number: wanted }).number
  if (given === undefined) return false
  if (given !== number && account.formerNumbers?.includes(given) !== true) {
    throw new Refusal('The account never had that number, or has it now.', account.id)
  }
  const outcome = await releaseNumber(desk, given)
  if (typeof outcome === 'object' && outcome.inUse.id !== account.id) {
    throw new Refusal(`The number is in use by ${outcome.inUse.username}.`, account.id)
  }
  return outcome === 'released'
}
