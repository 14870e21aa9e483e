import { userInfo } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { type Command, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { canonicalIdentifier } from '../../accounts/identifier.ts'
import type { DeploymentSettings } from '../../config/settings.ts'
import { createAudit } from '../../operations/audit.ts'
import { createLog, flushLog } from '../../operations/log.ts'
import type { Store } from '../../store/store.ts'
import { exitCode } from '../running.ts'
import { withStore } from '../with-store.ts'

/** Where a command reads from and writes to, and how it says its exit code. */
export interface Streams {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
  /** Prompts, refusals and progress; the audit log too, where no file is configured for it. */
  readonly errors: Writable & { readonly isTTY?: boolean }
  exit(code: number): void
}

/** Options that every verb has. */
export interface Given {
  readonly config: string
  readonly json?: true
}

/** What a verb works with. */
export interface Desk extends Store {
  readonly settings: DeploymentSettings
  readonly clock: () => number
  readonly streams: Streams
}

/** What a verb did. */
export interface Answer {
  /** For people. */
  readonly said: string
  /** For scripts: one JSON object. Absent: the verb printed what there is itself. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Whom it was done to. */
  readonly account?: string
  /** Something was refused or is wrong, though the verb came to its end. */
  readonly failed?: boolean
}

/** A verb that could not be done; the message says what to do. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly account: string | undefined

  constructor(message: string, account?: string) {
    super(message)
    this.account = account
  }
}

/** Declares a verb of `latchkey user`. */
export function verb(user: Command, name: string, description: string): Command {
  return user
    .command(name)
    .description(description)
    .addOption(new Option('--config <directory>', 'where deployment.toml is').default('config'))
    .option('--json', 'answer in JSON, for scripts')
}

/** Does a verb's work on the store of the configuration, prints its answer and writes its line in the audit log. */
export async function atDesk(
  name: string,
  given: Given,
  streams: Streams,
  work: (desk: Desk) => Promise<Answer>,
): Promise<void> {
  const answer = await withStore(given.config, async (store, settings) => {
    const audited = auditor(name, settings, streams)
    try {
      const done = await work({ ...store, settings, clock: Date.now, streams })
      await audited(done.failed === true ? 'failed' : 'done', done.account)
      return done
    } catch (error) {
      const refused = error instanceof Refusal
      await audited(refused ? 'refused' : 'failed', refused ? error.account : undefined)
      if (!refused) throw error
      return error
    }
  })
  print(answer, given, streams)
}

/** One line an action: what, to whom, by which user of this machine. */
function auditor(name: string, settings: DeploymentSettings, { errors }: Streams) {
  const { destination } = settings.log
  const log =
    destination === undefined
      ? createLog(settings.log, { write: (line: string) => void errors.write(line) })
      : createLog(settings.log)
  const audit = createAudit(log)
  return async (outcome: string, account: string | undefined) => {
    audit({ event: `admin.user.${name}`, outcome, by: operator(), ...(account && { account }) })
    await flushLog(log)
  }
}

function operator(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a user that has no name.
    return `${process.getuid?.() ?? 'unknown'}`
  }
}

function print(answer: Answer | Refusal, { json }: Given, { output, errors, exit }: Streams): void {
  if (answer instanceof Refusal) {
    if (json) output.write(`${JSON.stringify({ error: answer.message })}\n`)
    else errors.write(`latchkey: ${answer.message}\n`)
    exit(exitCode.failed)
    return
  }
  const text = json ? answer.facts && JSON.stringify(answer.facts) : answer.said
  if (text) output.write(`${text}\n`)
  exit(answer.failed === true ? exitCode.failed : 0)
}

/** The account that goes by this username, e-mail address, number or id. */
export async function accountNamed({ accounts }: Desk, name: string): Promise<Account> {
  const found = (await accounts.findByIdentifier(canonicalIdentifier(name))) ?? (await accounts.find(name))
  if (found === undefined) throw new Refusal(`There is no account "${name}".`)
  return found
}

/** The argument that names an account, described. */
export const userArgument = ['<user>', 'username, e-mail address, number or id'] as const
