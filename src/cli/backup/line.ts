import { z } from 'zod'
import type { DurableEntry } from '../../store/durable.ts'

/** The form of the file; a newer one is refused. */
export const format = 1

const count = z.int().nonnegative()
const text = z.string().min(1)

const headerLine = z.strictObject({
  latchkey: z.literal('backup'),
  format: z.int(),
  made: z.iso.datetime(),
  store: z.enum(['embedded', 'redis']),
})

const accountLine = z.strictObject({
  kind: z.literal('account'),
  account: z.looseObject({ id: text, version: z.int().positive(), username: text }),
  identifiers: z.array(text),
})

const heldLine = z.strictObject({ kind: z.literal('held'), identifier: text, account: text })

const failuresLine = z.strictObject({
  kind: z.literal('failures'),
  account: text,
  record: z.looseObject({
    streaks: z.record(z.string(), count),
    until: count,
    slow: z.boolean(),
    days: z.record(z.string(), count),
    disabled: z.record(z.string(), z.literal(true)),
  }),
  expires: count.optional(),
})

const entryLine = z.discriminatedUnion('kind', [accountLine, heldLine, failuresLine])

const endLine = z.strictObject({ end: z.literal(true), entries: count, sha256: z.hex().length(64) })

export type Header = z.infer<typeof headerLine>
export type End = z.infer<typeof endLine>

/** What a line says. A file begins with its header and ends with the number of its entries and their digest. */
export type Line =
  | { readonly header: Header }
  | { readonly entry: DurableEntry }
  | { readonly end: End }
  | { readonly wrong: string }

/** Reads one line. What is wrong is said without the line itself: there are hashes in it. */
export function readLine(line: string): Line {
  const value = parsed(line)
  if (value === undefined) return { wrong: 'is no JSON' }
  const header = headerLine.safeParse(value)
  if (header.success) return { header: header.data }
  const end = endLine.safeParse(value)
  if (end.success) return { end: end.data }
  const entry = entryLine.safeParse(value)
  if (entry.success) return { entry: entry.data as unknown as DurableEntry }
  const [issue] = entry.error.issues
  return { wrong: `is no entry: ${issue?.path.join('.') || 'kind'} is not as it must be` }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
