import { textOf, valuesAt } from './body-path.ts'
import type { BodyCondition, BodyPath, BodyTest } from './gateway-settings.ts'

/** An answer's body as its tests see it. */
export interface Body {
  readonly text: string
  /** Undefined when the text is not JSON. */
  readonly json: unknown
}

/** Characters of a text that a regular expression looks at. */
const looked = 4096

/** The longest message id that is kept. */
const longestId = 200

/** Reads a body once for all its tests. HTML, nothing at all, half of a JSON: text that is no JSON. */
export function readBody(text: string): Body {
  return { text: text.slice(0, looked), json: jsonOf(text) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** Whether a body passes a test. A body that is not JSON and a list without items pass no test of a path. */
export function passes(test: BodyTest, { text, json }: Body): boolean {
  if (test.kind === 'text') return test.matches.test(text)
  if (json === undefined) return false
  const values = valuesAt(json, test.path)
  const holds = (value: unknown) => meets(value, test.is)
  return values.length > 0 && (test.of === 'every' ? values.every(holds) : values.some(holds))
}

function meets(value: unknown, condition: BodyCondition): boolean {
  if ('present' in condition) return (value !== undefined && value !== null) === condition.present
  if ('notEmpty' in condition) return !isEmpty(value)
  // Vendors write one status as "0" here and as 0 there: compared as texts.
  if ('in' in condition) return isScalar(value) && condition.in.some((one) => String(one) === String(value))
  return isScalar(value) && condition.notIn.every((one) => String(one) !== String(value))
}

function isScalar(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null)
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return Array.isArray(value) && value.length === 0
}

/** The vendor's id of a message; undefined when there is none, or one that nobody could look up again. */
export function messageIdIn({ json }: Body, path: BodyPath | undefined): string | undefined {
  const [value] = path === undefined || json === undefined ? [] : valuesAt(json, path)
  const id = textOf(value)
  return /^[!-~]+$/.test(id) && id.length <= longestId ? id : undefined
}
