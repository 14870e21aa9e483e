import type { Command } from 'commander'
import { withConsequences } from '../../accounts/admin/consequences.ts'
import { changed } from './changed.ts'
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

/** `latchkey user disable` */
export function addDisable(user: Command, streams: Streams): void {
  verb(user, 'disable', 'let nobody sign in with an account, and end its sessions')
    .argument(...userArgument)
    .action((name: string, given: Given) =>
      atDesk('disable', given, streams, (desk) => turn(desk, name, true)),
    )
}

/** `latchkey user enable` */
export function addEnable(user: Command, streams: Streams): void {
  verb(user, 'enable', 'take that back; sessions that were ended stay so')
    .argument(...userArgument)
    .action((name: string, given: Given) =>
      atDesk('enable', given, streams, (desk) => turn(desk, name, false)),
    )
}

async function turn(desk: Desk, name: string, disabled: boolean): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const state = disabled ? 'disabled' : 'enabled'
  const facts = { id: account.id, disabled }
  if ((account.disabled === true) === disabled) {
    return { said: `${account.username} is ${state} already.`, facts, account: account.id }
  }
  const change = (current: typeof account) =>
    withConsequences(current, { ...current, disabled }, desk.clock())
  await changed(desk, account, change, '')
  return { said: `${account.username} is ${state}.`, facts, account: account.id }
}
