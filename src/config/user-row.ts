import { describeHash } from '../accounts/password.ts'
import type { UserEntry } from '../accounts/user-entry.ts'
import { withoutUndefined } from './complete.ts'
import { describe } from './report.ts'
import { importedUserSchema } from './schema/users.ts'
import { isSecret, keysAt } from './schema/walk.ts'
import { nearest } from './shape.ts'
import { readUserNumber } from './users.ts'

export interface UserRow {
  /** Undefined when there are problems. Its number is E.164. */
  readonly entry?: UserEntry
  /** Each names its key and what is allowed; none shows a number or a hash. */
  readonly problems: readonly string[]
}

/** Reads a person from somewhere else than users.toml, by the same rules. */
export function readUserRow(row: Readonly<Record<string, unknown>>): UserRow {
  const result = importedUserSchema.safeParse(row)
  if (!result.success) return { problems: result.error.issues.flatMap((issue) => explain(issue, row)) }
  const { number: written, ...rest } = result.data
  const number = written === undefined ? undefined : readUserNumber(written)
  const hash = rest.password_hash === undefined ? undefined : describeHash(rest.password_hash)
  const problems = [
    ...(number !== undefined && 'problem' in number ? [`number: ${number.problem}`] : []),
    ...(hash?.ok === false ? [`password_hash: ${hash.problem}`] : []),
  ]
  if (problems.length > 0) return { problems }
  const e164 = number !== undefined && 'e164' in number ? number.e164 : undefined
  return { entry: withoutUndefined({ ...rest, number: e164 }), problems: [] }
}

type Result = ReturnType<typeof importedUserSchema.safeParse>
type Issue = Extract<Result, { success: false }>['error']['issues'][number]

function explain(issue: Issue, row: unknown): string[] {
  const inside = issue.path.map((part) => (typeof part === 'symbol' ? '' : part))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const name = [...inside, key].join('.')
      const known = keysAt(importedUserSchema, inside)
      const guess = nearest(key, known)
      return `${name}: unknown${guess === undefined ? `, allowed: ${known.join(', ')}` : `; did you mean "${guess}"?`}`
    })
  }
  const value = inside.reduce<unknown>((here, part) => (here as Record<string, unknown>)?.[part], row)
  const found =
    value === undefined
      ? 'missing, '
      : isSecret(importedUserSchema, inside)
        ? ''
        : `found ${describe(value)}, `
  return [`${inside.join('.')}: ${found}allowed: ${issue.message}`]
}
