import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { type PoorChoice, poorChoice } from '../../accounts/password/choice.ts'
import { createPasswords, passwordLength } from '../../accounts/password.ts'
import { withPassword } from '../../accounts/set-password.ts'
import { readPassword } from '../hash-password.ts'
import { changed } from './changed.ts'
import { type Answer, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { hoursOption, printLink } from './link.ts'
import { accountVerb, noticeOption } from './verb.ts'

interface PasswordOptions extends Given {
  readonly link?: true
  readonly hours: number
}

/** `latchkey user password` */
export function addPassword(user: Command, streams: Streams): void {
  const about = [
    'password',
    'set a password, read from the terminal or standard input, and end all sessions',
  ] as const
  accountVerb(user, streams, about, password)
    .option('--link', 'print a one-time link instead, with which the person chooses one')
    .addOption(hoursOption(24))
    .addOption(noticeOption())
}

async function password(desk: Desk, account: Account, { link, hours }: PasswordOptions): Promise<Answer> {
  if (link) return printLink(desk, account, 'password', hours)
  const typed = await readPassword(desk.streams.input, desk.streams.errors)
  if (typeof typed !== 'string') throw new Refusal(typed.problem)
  const poor = typed === '' ? 'too-short' : await poorChoice(typed, account)
  if (poor !== undefined) throw new Refusal(reasons[poor])
  const hash = await createPasswords().hash(typed)
  const now = desk.clock()
  const { deed } = await changed(desk, account, (current) => withPassword(current, hash, now, 'all'))
  return { said: `${account.username} has a new password; whoever was signed in is so no more.`, deed }
}

const reasons: Readonly<Record<PoorChoice, string>> = {
  'too-short': `The password is too short: at least ${passwordLength.least} characters are needed.`,
  'too-long': `The password has more than ${passwordLength.most} characters, or is not valid text.`,
  common: 'The password is one of those that are tried first.',
  'own-name': "The password is the person's own name.",
}
