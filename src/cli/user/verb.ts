import { type Command, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { canonicalIdentifier } from '../../accounts/identifier.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams } from './desk.ts'

/** Declares a verb of `latchkey user`. */
export function verb(user: Command, name: string, description: string): Command {
  return user
    .command(name)
    .description(description)
    .addOption(new Option('--config <directory>', 'where deployment.toml is').default('config'))
    .option('--json', 'answer in JSON, for scripts')
}

/** Declares one that is about one account, which its first argument names. */
export function accountVerb<Options extends Given>(
  user: Command,
  streams: Streams,
  [name, description]: readonly [name: string, description: string],
  work: (desk: Desk, account: Account, given: Options) => Promise<Answer>,
): Command {
  return verb(user, name, description)
    .argument('<user>', 'username, e-mail address, number or id')
    .action((whom: string, given: Options) =>
      atDesk(name, given, streams, async (desk) => {
        const account = await accountNamed(desk, whom)
        const { id } = account
        try {
          const { facts, ...answer } = await work(desk, account, given)
          return { ...answer, facts: { id, ...facts }, account: id }
        } catch (error) {
          throw error instanceof Refusal ? new Refusal(error.message, id) : error
        }
      }),
    )
}

/** For those that change something its owner is told. */
export function noticeOption(): Option {
  return new Option('--no-notice', 'do not tell the person by text message')
}

async function accountNamed({ accounts }: Desk, name: string): Promise<Account> {
  const found = (await accounts.findByIdentifier(canonicalIdentifier(name))) ?? (await accounts.find(name))
  if (found === undefined) throw new Refusal(`There is no account "${name}".`)
  return found
}
