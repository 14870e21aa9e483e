import type { Budget, Charged, Left, Wait, Watch } from '../limits/ports.ts'

const joined = (...parts: readonly string[]) => parts.map(encodeURIComponent).join(':')

/** What counters are called in both stores. Encoded, no name or subject can pose as another's. */
export const keyNames = {
  budget: (budget: Budget): string =>
    budget.kind === 'trail'
      ? joined('trail', budget.name, budget.subject)
      : joined('tally', budget.name, budget.subject, budget.period),
  watch: ({ name, subject }: Pick<Watch, 'name' | 'subject'>): string => joined('watch', name, subject),
  wait: ({ name, subject }: Pick<Wait, 'name' | 'subject'>): string => joined(name, subject),
}

/** A store's answer to a charge as the port has it. Lua cannot tell an empty list from an empty object. */
export function chargedOf(answer: Readonly<Record<string, unknown>>, budgets: readonly Budget[]): Charged {
  const numbers = Array.isArray(answer.left) ? answer.left : []
  const left = budgets.map((budget, index): Left => {
    const period = budget.kind === 'tally' ? { period: budget.period } : {}
    return { name: budget.name, ...period, left: Number(numbers[index]) }
  })
  if (typeof answer.by === 'string') {
    return { allowed: false, by: answer.by, retryIn: Number(answer.retryIn), left }
  }
  const low = Array.isArray(answer.low) ? answer.low.map(String) : []
  return { allowed: true, left, low, at: Number(answer.at) }
}
