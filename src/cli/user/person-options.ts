import { type Command, InvalidArgumentError, Option } from 'commander'

/** What `add` and `set` can be told of a person. */
export interface PersonOptions {
  readonly email?: string
  readonly emailVerified?: true
  readonly number?: string
  readonly unverified?: true
  readonly sms?: 'on' | 'off'
  readonly claim?: readonly string[]
}

/** Declares them. */
export function addPersonOptions(command: Command): Command {
  return command
    .option('--email <address>', 'may be typed instead of the user name')
    .option('--email-verified', 'the address is known to be theirs')
    .option('--number <number>', 'where codes go, such as +94778888888 or 94778888888; taken as proved')
    .option('--unverified', 'the number is not proved: no codes go there')
    .addOption(
      new Option('--sms <state>', '"off": the person opted out of codes by SMS').choices(['on', 'off']),
    )
    .option('--claim <name=value...>', 'a standard claim, such as name="Maria Castro"', claims)
}

function claims(written: string, before: readonly string[] = []): readonly string[] {
  if (!/^[^=]+=/.test(written)) throw new InvalidArgumentError('It is written name=value.')
  return [...before, written]
}

/** The same as keys of users.toml; what was not given is not there. */
export function rowOf(given: PersonOptions): Record<string, unknown> {
  const { email, emailVerified, number, unverified, sms, claim } = given
  return {
    ...(email !== undefined && { email }),
    ...(emailVerified && { email_verified: true }),
    ...(number !== undefined && { number }),
    ...((number !== undefined || unverified) && { number_verified: unverified !== true }),
    ...(sms !== undefined && { disable_sms_otp: sms === 'off' }),
    ...(claim !== undefined && { claims: Object.fromEntries(claim.map(split)) }),
  }
}

function split(written: string): [string, string] {
  const [name = '', ...value] = written.split('=')
  return [name, value.join('=')]
}
