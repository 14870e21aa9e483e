import * as z from 'zod'
import { core } from '../../src/config/schema/walk.ts'

/** What the schema says of one option, in words and values. */
export interface Option {
  readonly name: string
  readonly type: string
  /** The sentence, as the schema has it. */
  readonly sentence: string
  /** What is allowed, as a refusal says it. */
  readonly allowed: string
  /** Undefined where it has none. */
  readonly standard: unknown
  /** A value to show: the example, else the default. */
  readonly example: unknown
  /** Must be written wherever its table is. */
  readonly required: boolean
  /** The template sets it: the demo needs it. */
  readonly live: boolean
  /** Tables of names that the admin chooses have a section of their own in a template. */
  readonly isTable: boolean
  /** Least and most, of a number or of the numbers in a list. */
  readonly bounds?: readonly [number, number]
  readonly choices: readonly string[]
}

const impossible = Symbol('no option can be this')

/** @throws {Error} when the schema lacks a sentence, an example or words for what is allowed */
export function describeOption(path: readonly string[], schema: z.ZodType): Option {
  const name = path.at(-1) ?? ''
  const fail = (what: string): never => {
    throw new Error(`${path.join('.')} ${what}`)
  }
  const { description, examples, live } = schema.meta() ?? {}
  const inner = core(schema)
  const standard = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined
  const allowed = schema.safeParse(impossible).error?.issues[0]?.message ?? ''
  const [example = standard] = Array.isArray(examples) ? examples : []
  if (description === undefined) return fail('has no sentence')
  if (example === undefined) return fail('has neither a default nor an example')
  if (allowed === '' || allowed.startsWith('Invalid')) return fail('does not say what is allowed')
  const bounds = boundsOf(inner)
  return {
    name,
    type: typeOf(inner),
    sentence: description,
    allowed,
    standard,
    example,
    required: schema === inner && !(inner instanceof z.ZodOptional),
    live: live === true,
    isTable: inner instanceof z.ZodRecord,
    ...(bounds && { bounds }),
    choices: choicesOf(inner),
  }
}

function typeOf(schema: unknown): string {
  if (schema instanceof z.ZodPipe) return typeOf(schema.in)
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.map(typeOf))].join(' or ')
  if (schema instanceof z.ZodEnum) return 'text'
  if (schema instanceof z.ZodString) return 'text'
  if (schema instanceof z.ZodNumber) return schema.format === 'safeint' ? 'whole number' : 'number'
  if (schema instanceof z.ZodBoolean) return 'true or false'
  if (schema instanceof z.ZodArray) return 'list'
  return 'table'
}

function boundsOf(schema: unknown): readonly [number, number] | undefined {
  if (schema instanceof z.ZodArray) return boundsOf(schema.element)
  if (!(schema instanceof z.ZodNumber)) return undefined
  return [schema.minValue ?? -Infinity, schema.maxValue ?? Infinity]
}

function choicesOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodArray) return choicesOf(schema.element)
  if (schema instanceof z.ZodPipe) return choicesOf(schema.out)
  return schema instanceof z.ZodEnum ? schema.options.map(String) : []
}

const periods = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** `300 (5 minutes) to 2592000 (30 days)` for an option in seconds, `6 to 10` for any other with bounds. */
export function boundsInWords({ name, bounds }: Option): string {
  if (bounds === undefined) return ''
  const inSeconds = /_seconds$|^default_max_age$/.test(name)
  return bounds.map((bound) => (inSeconds ? `${bound}${asPeriod(bound)}` : String(bound))).join(' to ')
}

function asPeriod(seconds: number): string {
  const period = periods.find(([, length]) => seconds >= length && seconds % length === 0)
  if (period === undefined || seconds < 300) return ''
  const count = seconds / period[1]
  return ` (${count} ${period[0]}${count === 1 ? '' : 's'})`
}
