import type { Writable } from 'node:stream'
import type { Account } from '../../accounts/account.ts'
import type { AdminChange, Deed } from '../../accounts/admin/changes.ts'
import type { AccountNews } from '../../accounts/notice-text.ts'
import { sendNotices } from '../../accounts/notices.ts'
import { pagesOf } from '../../assembly/pages.ts'
import { sendGateOf } from '../../assembly/sending.ts'
import { loadSettings } from '../../config/load.ts'
import { ConfigurationError } from '../../config/problem.ts'
import type { Settings } from '../../config/settings.ts'
import type { Audit } from '../../operations/audit.ts'
import { createSender } from '../../sms/sender.ts'
import type { Store } from '../../store/store.ts'

/** What lets somebody into an account, or keeps its owner out, is told at the number it had. */
const announced: Readonly<Partial<{ [change in AdminChange]: AccountNews }>> = {
  'number-changed': 'admin-number-changed',
  'number-removed': 'admin-number-removed',
  'sms-code-off': 'admin-opted-out',
  'password-set': 'admin-password-set',
  'backup-codes-made': 'admin-backup-codes-made',
  'bypass-made': 'admin-bypass-made',
}

/** What a message needs. */
interface Post {
  readonly store: Store
  readonly audit: Audit
  /** Of the configuration. */
  readonly directory: string
  readonly errors: Writable
}

/**
 * Tells an account's owner by text message what was done to it, through the gateways and the limits of the server. The
 * change is made and stays so: a message that cannot be sent is a line on `errors`.
 */
export async function tellPerson(post: Post, { before, changes }: Deed): Promise<void> {
  const news = changes.flatMap((change) => announced[change] ?? [])
  if (news.length === 0 || before.number === undefined || before.numberVerified !== true) return
  const problem = await problemOf(post, before, news)
  const line =
    problem === undefined
      ? `${before.username} is told by text message.`
      : `The change is made, but ${before.username} was not told by text message: ${problem}.`
  post.errors.write(`latchkey: ${line}\n`)
}

/** Why it did not go out; undefined when it did. */
async function problemOf(
  post: Post,
  account: Account,
  news: readonly AccountNews[],
): Promise<string | undefined> {
  try {
    const { settings } = await loadSettings({ directory: post.directory, mode: 'serve' })
    const outcomes = await send(post, settings, account, news)
    const failed = outcomes.find((outcome) => outcome !== 'accepted')
    return failed === undefined ? undefined : (reasons[failed] ?? failed)
  } catch (error) {
    if (error instanceof ConfigurationError)
      return 'the configuration has mistakes, which "latchkey check" lists'
    return error instanceof Error ? error.message : String(error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  barred: 'no messages are sent to that country or kind of number',
  limited: 'a limit of messages is reached',
  stopped: 'sending is stopped',
  refused: 'no gateway took it',
  unknown: 'no gateway said whether it took it',
  'not-sent': 'something did not answer in time',
}

async function send(
  { store, audit }: Post,
  settings: Settings,
  account: Account,
  news: readonly AccountNews[],
): Promise<readonly string[]> {
  const application = settings.application.name
  const sender = createSender({ gateways: settings.gateways })
  const gate = sendGateOf(settings, store, audit)
  const pages = pagesOf(settings)
  const options = { sender, gate, audit, clock: Date.now, pages, application }
  try {
    return (await Promise.all(news.map((each) => sendNotices(options, account, each)))).flat()
  } finally {
    await sender.close()
  }
}
