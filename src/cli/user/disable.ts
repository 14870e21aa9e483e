import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { withConsequences } from '../../accounts/admin/consequences.ts'
import { changed } from './changed.ts'
import type { Answer, Desk, Streams } from './desk.ts'
import { accountVerb } from './verb.ts'

/** `latchkey user disable` */
export function addDisable(user: Command, streams: Streams): void {
  const about = ['disable', 'let nobody sign in with an account, and end its sessions'] as const
  accountVerb(user, streams, about, (desk, account) => turn(desk, account, true))
}

/** `latchkey user enable` */
export function addEnable(user: Command, streams: Streams): void {
  const about = ['enable', 'take that back; sessions that were ended stay so'] as const
  accountVerb(user, streams, about, (desk, account) => turn(desk, account, false))
}

async function turn(desk: Desk, account: Account, disabled: boolean): Promise<Answer> {
  const state = disabled ? 'disabled' : 'enabled'
  const facts = { disabled }
  if ((account.disabled === true) === disabled) {
    return { said: `${account.username} is ${state} already.`, facts }
  }
  const { deed } = await changed(desk, account, (current) =>
    withConsequences(current, { ...current, disabled }, desk.clock()),
  )
  return { said: `${account.username} is ${state}.`, facts, deed }
}
