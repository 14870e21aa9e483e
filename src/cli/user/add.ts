import type { Command } from 'commander'
import { addAccount } from '../../accounts/admin/add.ts'
import { whatIsTaken } from './changed.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { destinationNote } from './destination.ts'
import { readEntry } from './entry.ts'
import { addPersonOptions, type PersonOptions, rowOf } from './person-options.ts'
import { verb } from './verb.ts'

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
  const added = await addAccount(desk, entry, given.releaseNumber)
  if ('taken' in added) throw new Refusal(await whatIsTaken(desk, added.taken))
  if ('problem' in added) throw new Refusal(`${added.key}: ${added.problem}`)
  const { id } = added.account
  const next = '"latchkey user password" sets a password or prints a link for one.'
  const said = `${username} is added. ${next}${destinationNote(desk, entry)}`
  return { said, facts: { id, username }, account: id }
}
