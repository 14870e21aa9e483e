import type { Receipt } from '../../../interactions/sms-otp/ports.ts'
import { textOf, valuesAt } from '../body-path.ts'
import type { ReceiptSettings } from '../gateway-settings.ts'

/** What one request says of one message. */
export interface Report {
  /** The gateway's. */
  readonly messageId: string
  readonly receipt: Receipt
}

/** A vendor's batch is smaller; whatever comes on top is left alone. */
const most = 100

/**
 * Reads what a gateway posted, by the gateway file's own names. A list is read item by item; a status that the file
 * does not name, such as "queued" or "sent", says nothing.
 *
 * @param content of a form, a JSON body or a query
 */
export function readReports(settings: ReceiptSettings, content: unknown): Report[] {
  const items = Array.isArray(content) ? content : [content]
  return items.flatMap((item) => readItem(settings, item)).slice(0, most)
}

/** Where the id's path leads through a list, the status is looked for beside each id, in the same item of the list. */
function readItem({ messageId, status, ...words }: ReceiptSettings, item: unknown): Report[] {
  const fork = messageId.lastIndexOf('*') + 1
  const shared = messageId.slice(0, fork).every((step, position) => step === status[position])
  return valuesAt(item, messageId.slice(0, fork)).flatMap((entry) => {
    const id = textOf(valuesAt(entry, messageId.slice(fork))[0])
    const [word] = shared ? valuesAt(entry, status.slice(fork)) : valuesAt(item, status)
    const receipt = meaningOf(words, textOf(word))
    return id === '' || receipt === undefined ? [] : [{ messageId: id, receipt }]
  })
}

function meaningOf(
  { arrived, failed }: Pick<ReceiptSettings, 'arrived' | 'failed'>,
  status: string,
): Receipt | undefined {
  const among = (names: readonly string[]) =>
    names.some((name) => name.toLowerCase() === status.toLowerCase())
  if (among(arrived)) return 'arrived'
  return among(failed) ? 'undelivered' : undefined
}
