import { once } from 'node:events'
import { Readable } from 'node:stream'
import { type Command, InvalidArgumentError } from 'commander'
import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import type { Account } from '../../accounts/account.ts'
import { type Answer, atDesk, type Desk, type Given, type Streams } from './desk.ts'
import { factsOf } from './facts.ts'
import { verb } from './verb.ts'

interface ListOptions extends Given {
  readonly disabled?: true
  readonly withoutNumber?: true
  readonly optedOut?: true
  readonly limit?: number
}

/** `latchkey user list` */
export function addList(user: Command, streams: Streams): void {
  verb(user, 'list', 'every account, a line each and in no particular order; with --json an object a line')
    .option('--disabled', 'only those nobody signs in with')
    .option('--without-number', 'only those without a number')
    .option('--opted-out', 'only those without codes by SMS')
    .option('--limit <count>', 'no more than these', count)
    .action((given: ListOptions) => atDesk('list', given, streams, (desk) => list(desk, given)))
}

function count(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written)
  throw new InvalidArgumentError('It is no whole number from 1.')
}

/** However many there are, a few are in memory at a time: a reader that is slower is waited for. */
async function list(desk: Desk, given: ListOptions): Promise<Answer> {
  const { output } = desk.streams
  let gone = false
  // A pager that is closed, or `head`, has seen enough.
  output.once('error', () => {
    gone = true
  })
  const chosen = Readable.from(desk.accounts.all())
    .filter((account: Account) => isWanted(account, given))
    .take(given.limit ?? Number.POSITIVE_INFINITY)
  for await (const account of chosen) {
    if (gone) break
    if (!output.write(`${line(account, given, desk.clock())}\n`))
      await Promise.race([once(output, 'drain'), once(output, 'close')])
  }
  return { said: '' }
}

function isWanted(account: Account, { disabled, withoutNumber, optedOut }: ListOptions): boolean {
  return (
    (!disabled || account.disabled === true) &&
    (!withoutNumber || account.number === undefined) &&
    (!optedOut || account.smsOptOut === true)
  )
}

function line(account: Account, { json }: ListOptions, now: number): string {
  if (json) return JSON.stringify(factsOf(account, now))
  const marks = [
    account.number === undefined ? 'no number' : maskNumber(account.number),
    ...(account.disabled ? ['disabled'] : []),
    ...(account.smsOptOut ? ['SMS off'] : []),
    ...(account.passwordHash === undefined ? ['no password'] : []),
  ]
  return `${account.username}  ${marks.join(', ')}`
}
