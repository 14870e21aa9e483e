import { closest, distance } from 'fastest-levenshtein'
import type * as z from 'zod'
import type { Document, Path } from './document.ts'
import { explainName } from './former-names.ts'
import type { Report } from './report.ts'
import { isSecret, keysAt } from './schema/walk.ts'

/**
 * Reads one table of a document: types, bounds, unknown keys, defaults. Every problem goes to the report;
 * undefined when there was one. A table that was not written counts as empty.
 */
export function readShape<S extends z.ZodType>(
  schema: S,
  document: Document,
  path: Path,
  report: Report,
): z.output<S> | undefined {
  // Each schema is used once a start: compiling a fast path for it would cost more than it saves.
  const result = schema.safeParse(valueAt(document.root, path) ?? {}, { jitless: true })
  if (result.success) return result.data
  const seen = new Set<string>()
  for (const issue of result.error.issues) {
    const place = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') reportUnknown(schema, document, path, issue, report)
    else if (!seen.has(place)) reportIssue(schema, document, path, issue, report)
    seen.add(place)
  }
  return undefined
}

/** Says of a name at `path` that is not among the known ones what it is called now, or which was probably meant. */
export function reportUnknownKey(
  document: Document,
  path: Path,
  known: readonly string[],
  report: Report,
): void {
  const kind = isTable(document, path) ? 'table' : 'key'
  const { help, ...more } = helpWith(String(path.at(-1)), known)
  report.add(document, path, { message: `unknown ${kind}${help}`, at: 'key', ...more })
}

function helpWith(name: string, known: readonly string[]): { help: string; nearest?: string } {
  const explained = explainName(name)
  if (explained !== undefined) return { help: `: ${explained}` }
  const guess = nearest(name, known)
  if (guess === undefined) return { help: `, allowed: ${known.join(', ')}` }
  return { help: `; did you mean "${guess}"?`, nearest: guess }
}

/** The known name that a mistyped one most likely stands for. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const best = closest(name.toLowerCase(), [...known])
  if (distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(name.length / 3))) return best
  return name.length < 4 ? undefined : known.find((one) => one.startsWith(name) || name.startsWith(one))
}

type Issue = z.core.$ZodIssue

function reportUnknown(
  schema: z.ZodType,
  document: Document,
  path: Path,
  issue: Issue & { code: 'unrecognized_keys' },
  report: Report,
): void {
  const inside = issue.path as Path
  for (const key of issue.keys) {
    reportUnknownKey(document, [...path, ...inside, key], keysAt(schema, inside), report)
  }
}

function reportIssue(schema: z.ZodType, document: Document, path: Path, issue: Issue, report: Report): void {
  const inside = issue.path as Path
  const at = [...path, ...inside]
  const value = valueAt(document.root, at)
  const allowed = issue.message
  if (value === undefined) report.add(document, at, { allowed, message: `missing, allowed: ${allowed}` })
  else if (isSecret(schema, inside)) report.add(document, at, { allowed })
  else if (wantsStructure(issue))
    report.add(document, at, { allowed, message: `found ${kind(value)}, allowed: ${allowed}` })
  else report.add(document, at, { allowed, found: value })
}

/** Where a table or list is wanted, a text may be anything, a pasted password included: only its kind is said. */
function wantsStructure(issue: Issue): boolean {
  return issue.code === 'invalid_type' && ['object', 'array', 'record'].includes(issue.expected)
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return (
    { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'a table'
  )
}

function isTable(document: Document, path: Path): boolean {
  const value = valueAt(document.root, path)
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !isListOfValues(value)
}

function isListOfValues(value: object): boolean {
  return Array.isArray(value) && typeof value[0] !== 'object'
}

export function valueAt(root: unknown, path: Path): unknown {
  let here = root
  for (const part of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string | number, unknown>)[part]
  }
  return here
}
