import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { removeAccount } from '../../accounts/admin/remove.ts'
import { type Answer, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { accountVerb } from './verb.ts'

interface RemoveOptions extends Given {
  readonly yes?: true
  readonly releaseNumber?: true
}

/** `latchkey user remove` */
export function addRemove(user: Command, streams: Streams): void {
  accountVerb(user, streams, ['remove', 'delete an account for good; "disable" can be taken back'], remove)
    .option('--yes', 'yes, for good')
    .option('--release-number', 'its numbers may be given to others, whom clients may take for this person')
}

async function remove(
  desk: Desk,
  { id, username }: Account,
  { yes, releaseNumber }: RemoveOptions,
): Promise<Answer> {
  if (!yes) throw new Refusal(`${username} would be deleted for good; add --yes when that is meant.`)
  const removed = await removeAccount(desk, id, { releaseNumbers: releaseNumber === true })
  if (removed === undefined) throw new Refusal(`${username} is gone already.`)
  return {
    said: `${username} is deleted, and nobody is signed in with it any more.`,
    facts: { username },
  }
}
