import type { Command } from 'commander'
import { type Added, addAccount } from '../../accounts/admin/add.ts'
import { releaseNumber } from '../../accounts/admin/release-number.ts'
import { usedNumber } from '../../accounts/history.ts'
import type { UserEntry } from '../../accounts/user-entry.ts'
import { whatIsTaken } from './changed.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams, verb } from './desk.ts'
import { readEntry } from './entry.ts'
import { addPersonOptions, type PersonOptions, rowOf } from './person-options.ts'

interface AddOptions extends Given, PersonOptions {
  readonly disabled?: true
  readonly releaseNumber?: true
}

/** `latchkey user add` */
export function addAdd(user: Command, streams: Streams): void {
  addPersonOptions(verb(user, 'add', 'make an account'))
    .argument('<username>', 'what the person types to sign in')
    .option('--disabled', 'nobody signs in with it yet')
    .option('--release-number', 'the number was of another account once, and may be given to this one')
    .action((username: string, given: AddOptions) =>
      atDesk('add', given, streams, (desk) => add(desk, username, given)),
    )
}

async function add(desk: Desk, username: string, given: AddOptions): Promise<Answer> {
  const disabled = given.disabled ? { disabled: true } : {}
  const entry = readEntry({ username, ...rowOf(given), ...disabled })
  const added = await addReleasing(desk, entry, given.releaseNumber === true)
  if ('taken' in added) throw new Refusal(whatIsTaken(added.taken))
  if ('problem' in added) throw new Refusal(`${added.key}: ${added.problem}`)
  const { id } = added.account
  const said = `${username} is added. "latchkey user password" sets a password or prints a link for one.`
  return { said, facts: { id, username }, account: id }
}

/** Nobody's number is released for an account that cannot be made anyway. */
async function addReleasing(desk: Desk, entry: UserEntry, release: boolean): Promise<Added> {
  const added = await addAccount(desk, entry)
  const { number } = entry
  if (!release || number === undefined || !('taken' in added) || added.taken !== usedNumber(number))
    return added
  await releaseNumber(desk, number)
  return addAccount(desk, entry)
}
