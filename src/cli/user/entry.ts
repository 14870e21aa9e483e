import type { UserEntry } from '../../accounts/user-entry.ts'
import { readUserRow } from '../../config/user-row.ts'
import { Refusal } from './desk.ts'

/** Reads what an admin typed about a person by the rules of users.toml. @throws Refusal that names every mistake */
export function readEntry(row: Readonly<Record<string, unknown>>): UserEntry {
  const { entry, problems } = readUserRow(row)
  if (entry === undefined) throw new Refusal(problems.join('\n'))
  return entry
}
