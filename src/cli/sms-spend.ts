import { moneyFor } from '../limits/budgets.ts'
import type { Tally } from '../limits/ports.ts'
import type { SendLimits } from '../limits/send-limits.ts'
import { withStore } from './with-store.ts'

/**
 * Prints what messages have used of the money and of the limits for all and for each country, and whether sending is
 * stopped.
 *
 * @returns the exit code
 */
export async function showSpend(directory: string, out: { write(text: string): unknown }): Promise<number> {
  return withStore(directory, async ({ limits: { spend } }, { limits }) => {
    const rows = rowsOf(limits)
    const used = await spend.used(rows.map(({ tally }) => tally))
    const stopped = await spend.stopped()
    if (stopped !== undefined) {
      out.write(`Sending is stopped since ${new Date(stopped.at).toISOString()}: ${stopped.reason}\n`)
    }
    for (const [index, { label, tally, unit }] of rows.entries()) {
      out.write(`${label.padEnd(28)} ${share(used[index] ?? 0, tally, unit)}\n`)
    }
    return 0
  })
}

interface Row {
  readonly label: string
  readonly tally: Tally
  /** A currency for money, undefined for messages. */
  readonly unit?: string
}

function rowsOf(limits: SendLimits): Row[] {
  const { all, country, loginCountries, money } = limits
  const counted = (
    label: string,
    name: string,
    subject: string,
    period: Tally['period'],
    limit: number,
  ): Row => ({
    label: `${label}, this ${period}`,
    tally: { kind: 'tally', name, subject, period, limit, amount: 1 },
  })
  const spent = moneyFor('', money).map((tally): Row => {
    return { label: `money, this ${tally.period}`, tally, unit: money?.currency ?? '' }
  })
  return [
    ...spent,
    counted('all messages', 'all', '', 'minute', all.minute),
    counted('all messages', 'all', '', 'day', all.day),
    ...loginCountries.map((each) => counted(`messages to ${each}`, 'country', each, 'day', country.day)),
  ]
}

function share(used: number, { limit }: Tally, unit: string | undefined): string {
  const written = (amount: number) =>
    unit === undefined ? `${amount}` : `${(amount / 10_000).toFixed(2)} ${unit}`
  const percent = limit === 0 ? 100 : Math.round((100 * used) / limit)
  return `${written(used)} of ${written(limit)} (${percent} %)`
}
