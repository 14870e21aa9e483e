import { randomUUID } from 'node:crypto'
import type { Charge, Tally, Trail, Wait, Watch } from '../../../../src/limits/ports.ts'

/** Subjects are new ones each time: a store may be one that other tests use too. */
export function trail(more: Partial<Trail> = {}): Trail {
  const windows = [{ limit: 2, seconds: 3 }]
  return { kind: 'trail', name: 'number', subject: randomUUID(), gaps: [], windows, ...more }
}

export function tally(more: Partial<Tally> = {}): Tally {
  return {
    kind: 'tally',
    name: 'country',
    subject: randomUUID(),
    period: 'day',
    limit: 3,
    amount: 1,
    ...more,
  }
}

export function watch(more: Partial<Watch> = {}): Watch {
  return { name: 'block', subject: randomUUID(), minimum: 3, ratio: 0.5, graceSeconds: 0, ...more }
}

export function wait(more: Partial<Wait> = {}): Wait {
  const seconds = { firstSeconds: 1, longestSeconds: 2, forgetSeconds: 60 }
  return { name: 'pair', subject: randomUUID(), free: 2, ...seconds, ...more }
}

export function chargeOf(...budgets: Charge['budgets']): Charge {
  return { budgets, watches: [] }
}
