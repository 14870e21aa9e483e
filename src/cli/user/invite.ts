import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { type Answer, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { hoursOption, printLink } from './link.ts'
import { accountVerb } from './verb.ts'

interface InviteOptions extends Given {
  readonly hours: number
}

/** `latchkey user invite` */
export function addInvite(user: Command, streams: Streams): void {
  const about = ['invite', 'print a one-time link with which a person brings a first number'] as const
  accountVerb(user, streams, about, invite).addOption(hoursOption(72))
}

async function invite(desk: Desk, account: Account, { hours }: InviteOptions): Promise<Answer> {
  const { username } = account
  if (account.disabled === true) throw new Refusal(`${username} is disabled.`)
  if (account.number !== undefined) {
    throw new Refusal(`${username} has a number; "latchkey user set --number" changes it.`)
  }
  return printLink(desk, account, 'enrol', hours)
}
