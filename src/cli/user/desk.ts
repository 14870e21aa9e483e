import type { Readable, Writable } from 'node:stream'
import type { Deed } from '../../accounts/admin/changes.ts'
import type { DeploymentSettings } from '../../config/settings.ts'
import type { Store } from '../../store/store.ts'
import { exitCode } from '../running.ts'
import { withStore } from '../with-store.ts'
import { tellPerson } from './notice.ts'
import { openRecord, type Recorded } from './record.ts'

/** Where a command reads from and writes to, and how it says its exit code. */
export interface Streams {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
  /** Prompts, refusals and progress; the audit log too, where no file is configured for it. */
  readonly errors: Writable & { readonly isTTY?: boolean }
  exit(code: number): void
  /** Takes the next Ctrl-C, until what it returns is called; one more stops at once. */
  onInterrupt(told: () => void): () => void
}

/** Options that every verb has. */
export interface Given {
  readonly config: string
  readonly json?: true
  /** False: the person is not told by text message. */
  readonly notice?: boolean
}

/** What a verb works with. */
export interface Desk extends Store {
  readonly settings: DeploymentSettings
  readonly clock: () => number
  readonly streams: Streams
  /** Writes a line of its own for one of many accounts. */
  record(recorded: Recorded): void
}

/** What a verb did. */
export interface Answer {
  /** For people. */
  readonly said: string
  /** For scripts: one JSON object. Absent: the verb printed what there is itself. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Whom it was done to. */
  readonly account?: string
  /** What it made of that account. */
  readonly deed?: Deed
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

/** Does a verb's work on the store of the configuration, prints its answer, writes its line and tells the person. */
export async function atDesk(
  name: string,
  given: Given,
  streams: Streams,
  work: (desk: Desk) => Promise<Answer>,
): Promise<void> {
  await withStore(given.config, async (store, settings) => {
    const { audit, record, written } = openRecord(name, settings, store.activity, streams)
    const answer = await work({ ...store, settings, clock: Date.now, streams, record }).catch(
      async (error: unknown) => {
        const refused = error instanceof Refusal
        record({ outcome: refused ? 'refused' : 'failed', account: refused ? error.account : undefined })
        await written()
        if (!refused) throw error
        return error
      },
    )
    // What is shown once is shown before anything else can go wrong.
    print(answer, given, streams)
    if (answer instanceof Refusal) return
    const { account, deed, failed } = answer
    record({ outcome: failed === true ? 'failed' : 'done', account, changes: deed?.changes })
    if (deed !== undefined && given.notice !== false)
      await tellPerson({ store, audit, directory: given.config, errors: streams.errors }, deed)
    await written()
  })
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
