import { type Command, Option } from 'commander'
import type { Factor } from '../../../interactions/sms-otp/failures.ts'
import type { Account } from '../../accounts/account.ts'
import { enableFactors } from '../../accounts/disable-factor.ts'
import type { Answer, Desk, Given, Streams } from './desk.ts'
import { accountVerb } from './verb.ts'

interface UnlockOptions extends Given {
  readonly factor?: Factor
}

/** `latchkey user unlock` */
export function addUnlock(user: Command, streams: Streams): void {
  const about = ['unlock', 'let an account try codes again after too many wrong ones'] as const
  accountVerb(user, streams, about, unlock).addOption(
    new Option('--factor <factor>', 'only these codes').choices(['sms', 'backup']),
  )
}

async function unlock(desk: Desk, account: Account, { factor }: UnlockOptions): Promise<Answer> {
  const barrier = await desk.challenges.barrier(account.id, factor)
  // The mark first: whoever is stopped in between is still locked, and the command can be given again.
  await enableFactors(desk, account.id, factor)
  await desk.challenges.forgive(account.id, factor)
  const left = await desk.challenges.barrier(account.id, factor)
  const was = barrier === undefined ? 'was not locked' : `was ${barrier.kind}`
  return {
    said: `${account.username} ${was}; ${left === undefined ? 'wrong codes are counted from 0 again' : lockStays}.`,
    facts: { was: barrier?.kind ?? 'open', is: left?.kind ?? 'open' },
    ...(barrier !== undefined && { deed: { before: account, changes: ['unlocked'] } }),
  }
}

/** It came of all wrong codes together, so one kind of them cannot take it back. */
const lockStays =
  'what locks every kind of code for a while stays until its time, or until unlock without --factor'
