import type { Budget, Charge, Period, Tally, Trail, Watch } from '../../limits/ports.ts'

/* What messages are counted by, as pure functions; redis/spend-scripts.ts says the same in Lua. */

/** What a counter becomes, and when it goes. */
export interface Kept {
  readonly state: string
  /** Milliseconds since the epoch. */
  readonly expires: number
}

/** How long a use must wait (0: not at all), what is left before it, and what is written when it is admitted. */
export interface Looked {
  readonly wait: number
  readonly left: number
  readonly next: Kept | undefined
}

const lengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** When the period that is running ends: the next full minute, hour, day or month, UTC. */
export function periodEnd(period: Period, now: number): number {
  if (period !== 'month') return (Math.floor(now / lengths[period]) + 1) * lengths[period]
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

export function lookAt(budget: Budget, state: string | undefined, now: number): Looked {
  return budget.kind === 'trail' ? lookAtTrail(budget, state, now) : lookAtTally(budget, state, now)
}

/**
 * Uses are kept in whole seconds, and a gap has a second of slack: the challenge's own cooldown begins a few
 * milliseconds earlier, and whoever it admits must not fail here.
 */
function lookAtTrail({ gaps, windows }: Trail, state: string | undefined, now: number): Looked {
  const second = Math.floor(now / 1000)
  const longest = Math.max(...windows.map(({ seconds }) => seconds))
  const times = timesIn(state).filter((at) => at > second - longest)
  const last = times.at(-1)
  const gap = gaps[times.length - 1] ?? gaps.at(-1) ?? 0
  const waits = last !== undefined && second < last + gap - 1 ? [(last + gap - 1) * 1000 - now] : []
  const lefts: number[] = []
  for (const { limit, seconds } of windows) {
    const count = times.filter((at) => at > second - seconds).length
    lefts.push(limit - count)
    const oldest = times[times.length - limit]
    if (count >= limit && oldest !== undefined) waits.push((oldest + seconds) * 1000 - now)
  }
  const next = { state: JSON.stringify([...times, second]), expires: now + longest * 1000 }
  return { wait: Math.max(0, ...waits), left: Math.max(0, Math.min(...lefts)), next }
}

function timesIn(state: string | undefined): number[] {
  const stored: unknown = state === undefined ? [] : JSON.parse(state)
  if (!Array.isArray(stored) || !stored.every((at) => Number.isSafeInteger(at))) {
    throw new TypeError('a stored trail cannot be read')
  }
  return stored
}

function lookAtTally({ period, limit, amount }: Tally, state: string | undefined, now: number): Looked {
  const used = numberIn(state)
  const end = periodEnd(period, now)
  const wait = used + amount > limit ? end - now : 0
  const next = amount === 0 ? undefined : { state: String(used + amount), expires: end }
  return { wait, left: Math.max(0, limit - used), next }
}

/** A tally's use. */
export function numberIn(state: string | undefined): number {
  const used = Number(state ?? 0)
  if (!Number.isSafeInteger(used)) throw new TypeError('a stored tally cannot be read')
  return used
}

const slotLength = 300_000
const hour = 3_600_000
const memory = 2 * hour

type Counts = readonly [sent: number, verified: number]

/** 0 while the watch is open, otherwise until enough of its logins are forgotten. */
export function waitOf(watch: Watch, state: string | undefined, now: number): number {
  const grace = watch.graceSeconds * 1000
  const recent = slotsIn(state)
    .filter(([start]) => start > now - hour - grace)
    .toSorted(([one], [other]) => one - other)
  const due = recent.filter(([start]) => start + slotLength <= now - grace)
  const verified = sum(recent.map(([, [, count]]) => count))
  let sent = sum(due.map(([, [count]]) => count))
  if (sent < watch.minimum || verified / sent >= watch.ratio) return 0
  for (const [start, [count]] of due) {
    sent -= count
    if (sent < watch.minimum) return start + hour + grace - now
  }
  return hour + grace
}

/** One more login that was sent a message, or whose code was right. */
export function noted(state: string | undefined, what: 'sent' | 'verified', now: number): Kept {
  const current = Math.floor(now / slotLength)
  const slots = slotsIn(state).filter(([start]) => start >= now - memory)
  const [sent, verified] = slots.find(([start]) => start === current * slotLength)?.[1] ?? [0, 0]
  const counts: Counts = what === 'sent' ? [sent + 1, verified] : [sent, verified + 1]
  const entries = slots.map(([start, each]) => [start / slotLength, each] as const)
  return {
    state: JSON.stringify({ ...Object.fromEntries(entries), [current]: counts }),
    expires: now + memory,
  }
}

function slotsIn(state: string | undefined): (readonly [start: number, counts: Counts])[] {
  const stored: Readonly<Record<string, Counts>> = state === undefined ? {} : JSON.parse(state)
  return Object.entries(stored).map(([slot, counts]) => [Number(slot) * slotLength, counts] as const)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** What stands in the way of a charge: the one with the longest wait. */
export function refusalOf(
  { budgets, watches }: Charge,
  waits: { readonly budgets: readonly number[]; readonly watches: readonly number[] },
): { by: string; retryIn: number } | undefined {
  const all = [
    ...budgets.map(({ name }, index) => ({ by: name, retryIn: waits.budgets[index] ?? 0 })),
    ...watches.map(({ name }, index) => ({ by: name, retryIn: waits.watches[index] ?? 0 })),
  ]
  return all.filter(({ retryIn }) => retryIn > 0).toSorted((a, b) => b.retryIn - a.retryIn)[0]
}
