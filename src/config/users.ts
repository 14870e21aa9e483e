import { readBackupCodeList } from '../accounts/backup/list.ts'
import { identifiersOf } from '../accounts/identifier.ts'
import { describeHash } from '../accounts/password.ts'
import type { UserEntry } from '../accounts/user-entry.ts'
import { type NumberProblem, parseNumber } from '../numbers/number.ts'
import { withoutUndefined } from './complete.ts'
import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import { readRows } from './rows.ts'
import { userSchema } from './schema/users.ts'

/** Reads the `[[user]]` tables; numbers come out as E.164. `more` are entries that no file holds. */
export function readUsers(
  documents: readonly Document[],
  more: readonly UserEntry[],
  report: Report,
): readonly UserEntry[] {
  const taken = new Set(more.flatMap(identifiersOf))
  const written = readRows('user', userSchema, documents, report).map(({ row, document, path }) => {
    const number = readNumber(row.number, document, [...path, 'number'], report)
    const user: UserEntry = withoutUndefined({ ...row, number })
    checkHash(row.password_hash, document, [...path, 'password_hash'], report)
    checkBackupCodes(user, document, path, report)
    checkTaken(user, taken, document, path, report)
    return user
  })
  return [...written, ...more]
}

const reasons: Readonly<Record<NumberProblem, string>> = {
  empty: 'an empty text',
  'not-a-number': 'not a phone number',
  'too-short': 'too short for its country',
  'too-long': 'too long for its country',
  invalid: 'in no range that its country uses',
}

function readNumber(
  text: string | undefined,
  document: Document,
  path: Path,
  report: Report,
): string | undefined {
  if (text === undefined) return undefined
  const number = readUserNumber(text)
  if ('e164' in number) return number.e164
  return report.add(document, path, { message: number.problem })
}

/** A number as an admin writes it, or what is wrong with it, without showing it. */
export function readUserNumber(text: string): { readonly e164: string } | { readonly problem: string } {
  const parsed = parseNumber(text)
  if (parsed.ok) return { e164: parsed.e164 }
  const allowed = 'a number with its country code, such as "+94778888888"'
  return { problem: `${reasons[parsed.reason]}; allowed: ${allowed}` }
}

function checkHash(hash: string | undefined, document: Document, path: Path, report: Report): void {
  const description = hash === undefined ? undefined : describeHash(hash)
  if (description?.ok === false) report.add(document, path, { message: description.problem })
}

function checkBackupCodes(
  { backup_codes: written, allow_short_codes: allowed = false }: UserEntry,
  document: Document,
  path: Path,
  report: Report,
): void {
  if (written === undefined) return
  const list = readBackupCodeList(written)
  if ('problem' in list) {
    report.add(document, [...path, 'backup_codes'], { message: list.problem })
  } else if (list.short > 0 && !allowed) {
    const message =
      `${list.short} of ${list.codes.length} have fewer than 10 characters, so few that they can be guessed; ` +
      'allowed: longer ones, or allow_short_codes = true beside them'
    report.add(document, [...path, 'backup_codes'], { message })
  }
}

/** Username, e-mail and number share one name space: whatever a person types must mean one account. */
function checkTaken(
  user: UserEntry,
  taken: Set<string>,
  document: Document,
  path: Path,
  report: Report,
): void {
  for (const key of ['username', 'email', 'number'] as const) {
    if (user[key] === undefined) continue
    const own = identifiersOf({ username: user[key] })
    if (own.some((identifier) => taken.has(identifier))) {
      report.add(document, [...path, key], {
        message: `${key} of another user too: each must mean one account`,
      })
    }
  }
  for (const identifier of identifiersOf(user)) taken.add(identifier)
}
