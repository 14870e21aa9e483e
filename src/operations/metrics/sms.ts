import type { SecurityEvent } from '../audit.ts'
import type { ReadLabels } from './labels.ts'
import type { Maker } from './make.ts'

/** What the code page waits for, up to what a carrier takes on a bad day. Seconds. */
const receiptTimes = [1, 2, 5, 10, 20, 30, 60, 120, 300, 900]

const wholeView = ['gateway', 'country', 'language', 'client'] as const

/** Messages: asked for, given to gateways, arrived, of use, paid for. */
export function smsMetrics({ counter, histogram }: Maker, labels: ReadLabels) {
  const decisions = counter(
    'sms_decisions_total',
    'Messages at the gate of limits, by what it said; budget names what refused.',
    ['outcome', 'budget', 'country', 'client'],
  )
  const messages = counter(
    'sms_messages_total',
    'Messages handed to gateways, by what became of them: accepted, refused, unknown.',
    [...wholeView, 'outcome'],
  )
  const money = counter(
    'sms_money_total',
    'What messages cost that were not refused, in the currency of [limits.money].',
    wholeView,
  )
  const receipts = counter('sms_receipts_total', 'Delivery receipts by what they said.', [
    ...wholeView,
    'outcome',
  ])
  const receiptSeconds = histogram(
    'sms_receipt_seconds',
    'Seconds from handing a message over to the receipt that it arrived.',
    ['gateway', 'country'],
    receiptTimes,
  )
  const verified = counter('sms_verified_total', 'Right codes by SMS: messages that were of use.', [
    'country',
    'client',
  ])
  const resendsRefused = counter('sms_resends_refused_total', 'Messages asked for anew and not admitted.', [
    'outcome',
  ])

  /** A code or a notice that left, or was withheld before any gateway. */
  function handedOver(event: SecurityEvent): void {
    if (!settled.has(event.outcome)) return
    messages.inc(labels(event, ...wholeView, 'outcome'))
    if (typeof event.price === 'number') money.inc(labels(event, ...wholeView), event.price)
  }

  return {
    'sms.decision': (event: SecurityEvent) =>
      decisions.inc(labels(event, 'outcome', 'budget', 'country', 'client')),
    'sms.outcome': handedOver,
    'account.notice': handedOver,
    'sms.receipt': (event: SecurityEvent) => {
      receipts.inc(labels(event, ...wholeView, 'outcome'))
      if (event.outcome === 'arrived' && typeof event.seconds === 'number') {
        receiptSeconds.observe(labels(event, 'gateway', 'country'), event.seconds)
      }
    },
    'sms.verified': (event: SecurityEvent) => verified.inc(labels(event, 'country', 'client')),
    'sms.resend-refused': (event: SecurityEvent) => resendsRefused.inc(labels(event, 'outcome')),
  }
}

const settled: ReadonlySet<string> = new Set(['accepted', 'refused', 'unknown'])
