import type { Command } from 'commander'
import { type PoorChoice, poorChoice } from '../../accounts/password/choice.ts'
import { createPasswords, passwordLength } from '../../accounts/password.ts'
import { withPassword } from '../../accounts/set-password.ts'
import { readPassword } from '../hash-password.ts'
import { changed } from './changed.ts'
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

interface PasswordOptions extends Given {
  readonly link?: true
  readonly hours: number
}

/** `latchkey user password` */
export function addPassword(user: Command, streams: Streams): void {
  verb(user, 'password', 'set a password, read from the terminal or standard input, and end all sessions')
    .argument(...userArgument)
    .option('--link', 'print a one-time link instead, with which the person chooses one')
    .addOption(hoursOption(24))
    .action((name: string, given: PasswordOptions) =>
      atDesk('password', given, streams, (desk) => password(desk, name, given)),
    )
}

async function password(desk: Desk, name: string, { link, hours }: PasswordOptions): Promise<Answer> {
  const account = await accountNamed(desk, name)
  if (link) return printLink(desk, account, 'password', hours)
  const typed = await readPassword(desk.streams.input, desk.streams.errors)
  if (typeof typed !== 'string') throw new Refusal(typed.problem, account.id)
  const poor = typed === '' ? 'too-short' : await poorChoice(typed, account)
  if (poor !== undefined) throw new Refusal(reasons[poor], account.id)
  const hash = await createPasswords().hash(typed)
  const now = desk.clock()
  await changed(desk, account, (current) => withPassword(current, hash, now, 'all'), '')
  const said = `${account.username} has a new password; whoever was signed in is so no more.`
  return { said, facts: { id: account.id }, account: account.id }
}

const reasons: Readonly<Record<PoorChoice, string>> = {
  'too-short': `The password is too short: at least ${passwordLength.least} characters are needed.`,
  'too-long': `The password has more than ${passwordLength.most} characters, or is not valid text.`,
  common: 'The password is one of those that are tried first.',
  'own-name': "The password is the person's own name.",
}
