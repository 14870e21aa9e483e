import type { Command } from 'commander'
import { removeAccount } from '../../accounts/admin/remove.ts'
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

interface RemoveOptions extends Given {
  readonly yes?: true
  readonly releaseNumber?: true
}

/** `latchkey user remove` */
export function addRemove(user: Command, streams: Streams): void {
  verb(user, 'remove', 'delete an account for good; "disable" can be taken back')
    .argument(...userArgument)
    .option('--yes', 'yes, for good')
    .option('--release-number', 'its numbers may be given to others, whom clients may take for this person')
    .action((name: string, given: RemoveOptions) =>
      atDesk('remove', given, streams, (desk) => remove(desk, name, given)),
    )
}

async function remove(desk: Desk, name: string, { yes, releaseNumber }: RemoveOptions): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const { id, username } = account
  if (!yes) throw new Refusal(`${username} would be deleted for good; add --yes when that is meant.`, id)
  const removed = await removeAccount(desk.accounts, id, { releaseNumbers: releaseNumber === true })
  if (removed === undefined) throw new Refusal(`${username} is gone already.`, id)
  await desk.challenges.forgive(id)
  return {
    said: `${username} is deleted, and nobody is signed in with it any more.`,
    facts: { id, username },
    account: id,
  }
}
