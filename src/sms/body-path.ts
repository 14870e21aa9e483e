import type { BodyPath } from './gateway-settings.ts'

/**
 * The values a path leads to, in order: one without `*`, else one for every item. What is not there is `undefined`, so
 * that an item without the name counts; only a list without items gives none.
 */
export function valuesAt(value: unknown, [step, ...rest]: BodyPath): unknown[] {
  if (step === undefined) return [value]
  if (typeof value !== 'object' || value === null) return [undefined]
  if (step !== '*') return Object.hasOwn(value, step) ? valuesAt(Reflect.get(value, step), rest) : [undefined]
  return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [undefined]
}

/**
 * A text or a number as text, '' for anything else. A number that JavaScript had to round is nothing either: two
 * messages would have one id, and the receipt of one would speak of the other.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : ''
  return typeof value === 'string' ? value : ''
}
