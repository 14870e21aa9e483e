import type {
  Attempt,
  Budget,
  Charge,
  Charged,
  LimitStore,
  Tally,
  Wait,
  WaitStore,
  Watch,
} from '../../limits/ports.ts'
import { chargedOf, keyNames } from '../limit-answers.ts'
import { readObject } from '../read-object.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import {
  chargeMessage,
  giveBackTallies,
  noteWatches,
  readStopped,
  readTallies,
  spendScripts,
  startSending,
  stopSending,
} from './spend-scripts.ts'
import { attemptOnce, takeBackAttempt, waitScripts } from './wait-scripts.ts'

export const limitScripts = [...spendScripts, ...waitScripts]

/** Limits in Redis: one slot for messages, one for passwords, one script a method. See LimitStore. */
export function redisLimits(connection: Connection, prefix: string): LimitStore {
  const sms = (name: string) => `${prefix}{sms}:${name}`
  const stopped = sms('stopped')
  const tallyKeys = (tallies: readonly Tally[]) => tallies.map((tally) => sms(keyNames.budget(tally)))
  const watchKeys = (watches: readonly Pick<Watch, 'name' | 'subject'>[]) =>
    watches.map((watch) => sms(keyNames.watch(watch)))
  return {
    spend: {
      async charge(charge, { dry = false } = {}) {
        const budgets = charge.budgets.map((budget) => sms(keyNames.budget(budget)))
        const keys = [stopped, ...budgets, ...watchKeys(charge.watches)]
        const reply = await connection.run(chargeMessage, keys, [
          JSON.stringify(told(charge)),
          dry ? '1' : '0',
        ])
        return read(reply, (answer) => chargedOf(answer, charge.budgets))
      },
      async giveBack(tallies, at) {
        if (tallies.length === 0) return
        const told = tallies.map(({ amount, period }) => ({ amount, period }))
        await connection.run(giveBackTallies, tallyKeys(tallies), [at, JSON.stringify(told)])
      },
      async note(watches, what, within) {
        if (watches.length === 0) return
        const [keys, trail] = within
          ? [[sms(keyNames.budget(within))], JSON.stringify(budgetTold(within))]
          : [[], '']
        await connection.run(noteWatches, [...watchKeys(watches), ...keys], [what === 'sent' ? 1 : 2, trail])
      },
      async used(tallies) {
        if (tallies.length === 0) return []
        const reply = await connection.run(readTallies, tallyKeys(tallies))
        return Array.isArray(reply) ? reply.map(Number) : broken()
      },
      async stop(reason) {
        await connection.run(stopSending, [stopped], [reason])
      },
      async start() {
        await connection.run(startSending, [stopped])
      },
      async stopped() {
        const reply = await connection.run(readStopped, [stopped])
        if (reply === null) return undefined
        return read(reply, ({ reason, at }) => ({ reason: String(reason), at: Number(at) }))
      },
    },
    waits: waitsOf(connection, prefix),
  }
}

function waitsOf(connection: Connection, prefix: string): WaitStore {
  const keysOf = (waits: readonly Wait[]) => waits.map((wait) => `${prefix}{password}:${keyNames.wait(wait)}`)
  return {
    async attempt(waits, behind = [], { dry = false } = {}): Promise<Attempt> {
      const told = [waits, behind].map((list) => JSON.stringify(list.map(rules)))
      const reply = await connection.run(attemptOnce, keysOf([...waits, ...behind]), [
        ...told,
        dry ? '1' : '0',
      ])
      return read(reply, attemptOf)
    },
    async takeBack(waits, cleared = []) {
      const flags = waits.map((wait) => (cleared.includes(wait) ? '1' : '0'))
      await connection.run(takeBackAttempt, keysOf(waits), flags)
    },
  }
}

function attemptOf({ by, retryIn, blind }: Record<string, unknown>): Attempt {
  if (typeof by === 'string') return { admitted: false, by, retryIn: Number(retryIn) }
  return { admitted: true, blind: blind !== false }
}

/** Exactly what the scripts know. */
function told({ budgets, watches }: Charge) {
  return {
    budgets: budgets.map(budgetTold),
    watches: watches.map(({ name, minimum, ratio, graceSeconds }) => ({
      name,
      minimum,
      ratio,
      graceSeconds,
    })),
  }
}

function budgetTold(budget: Budget) {
  if (budget.kind === 'trail') {
    const { kind, name, gaps, windows } = budget
    return { kind, name, gaps, windows }
  }
  const { kind, name, period, limit, amount } = budget
  return { kind, name, period, limit, amount }
}

function rules({ name, free, firstSeconds, longestSeconds, forgetSeconds }: Wait) {
  return { name, free, firstSeconds, longestSeconds, forgetSeconds }
}

function read<T extends Charged | Attempt | { reason: string; at: number }>(
  reply: unknown,
  take: (answer: Record<string, unknown>) => T,
): T {
  const answer = typeof reply === 'string' ? readObject(reply) : undefined
  return answer === undefined ? broken() : take(answer)
}

function broken(): never {
  throw unavailable(new Error('a reply that cannot be read'))
}
