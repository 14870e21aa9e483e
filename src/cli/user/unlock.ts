import { type Command, Option } from 'commander'
import type { Factor } from '../../../interactions/sms-otp/failures.ts'
import { enableFactors } from '../../accounts/disable-factor.ts'
import {
  type Answer,
  accountNamed,
  atDesk,
  type Desk,
  type Given,
  type Streams,
  userArgument,
  verb,
} from './desk.ts'

interface UnlockOptions extends Given {
  readonly factor?: Factor
}

/** `latchkey user unlock` */
export function addUnlock(user: Command, streams: Streams): void {
  verb(user, 'unlock', 'let an account try codes again after too many wrong ones')
    .argument(...userArgument)
    .addOption(new Option('--factor <factor>', 'only these codes').choices(['sms', 'backup']))
    .action((name: string, given: UnlockOptions) =>
      atDesk('unlock', given, streams, (desk) => unlock(desk, name, given.factor)),
    )
}

async function unlock(desk: Desk, name: string, factor: Factor | undefined): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const barrier = await desk.challenges.barrier(account.id, factor)
  // The mark first: whoever is stopped in between is still locked, and the command can be given again.
  await enableFactors(desk, account.id, factor)
  await desk.challenges.forgive(account.id, factor)
  const left = await desk.challenges.barrier(account.id, factor)
  const was = barrier === undefined ? 'was not locked' : `was ${barrier.kind}`
  return {
    said: `${account.username} ${was}; ${left === undefined ? 'wrong codes are counted from 0 again' : lockStays}.`,
    facts: { id: account.id, was: barrier?.kind ?? 'open', is: left?.kind ?? 'open' },
    account: account.id,
  }
}

/** It came of all wrong codes together, so one kind of them cannot take it back. */
const lockStays =
  'what locks every kind of code for a while stays until its time, or until unlock without --factor'
