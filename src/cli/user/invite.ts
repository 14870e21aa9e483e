import type { Command } from 'commander'
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
import { hoursOption, printLink } from './link.ts'

interface InviteOptions extends Given {
  readonly hours: number
}

/** `latchkey user invite` */
export function addInvite(user: Command, streams: Streams): void {
  verb(user, 'invite', 'print a one-time link with which a person brings a first number')
    .argument(...userArgument)
    .addOption(hoursOption(72))
    .action((name: string, given: InviteOptions) =>
      atDesk('invite', given, streams, (desk) => invite(desk, name, given.hours)),
    )
}

async function invite(desk: Desk, name: string, hours: number): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const { id, username } = account
  if (account.disabled === true) throw new Refusal(`${username} is disabled.`, id)
  if (account.number !== undefined) {
    throw new Refusal(`${username} has a number; "latchkey user set --number" changes it.`, id)
  }
  return printLink(desk, account, 'enrol', hours)
}
