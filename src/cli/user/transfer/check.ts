import { type ImportProblem, type ImportRow, planImport } from '../../../accounts/admin/import.ts'
import { identifiersOf } from '../../../accounts/identifier.ts'
import { readUserRow } from '../../../config/user-row.ts'
import type { Desk } from '../desk.ts'
import type { FileRecord } from './formats.ts'
import { withPatience } from './patience.ts'

/** Rows that are looked up and written together. */
const batchSize = 500

/** Reads every record by the rules of users.toml, in batches; the ones with mistakes go to `report`. */
export async function* readRows(
  records: AsyncIterable<FileRecord>,
  report: (problem: ImportProblem) => void,
): AsyncIterable<readonly ImportRow[]> {
  let batch: ImportRow[] = []
  for await (const record of records) {
    const { line } = record
    const read = 'row' in record ? readUserRow(record.row) : { problems: [record.problem] }
    for (const problem of read.problems) report({ line, problem })
    if ('entry' in read && read.entry !== undefined) batch.push({ line, entry: read.entry })
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  yield batch
}

/** What the rows of a file come to, counted. */
export interface Counts {
  created: number
  changed: number
  unchanged: number
}

/**
 * Looks at a whole file without writing: every row by itself, against the others (no identifier twice) and against the
 * accounts there are. Of a row, its identifiers are kept in memory.
 */
export async function checkFile(
  desk: Desk,
  records: AsyncIterable<FileRecord>,
  report: (problem: ImportProblem) => void,
): Promise<Counts> {
  const counts = { created: 0, changed: 0, unchanged: 0 }
  const lines = new Map<string, number>()
  for await (const rows of readRows(records, report)) {
    const single = rows.filter((row) => {
      const problem = repetition(row, lines)
      if (problem !== undefined) report({ line: row.line, problem })
      return problem === undefined
    })
    for (const plan of await withPatience(() => planImport(desk, single))) {
      if ('problem' in plan) report(plan)
      else counts[plan.outcome] += 1
    }
  }
  return counts
}

/** Says which key of the row an earlier line has, and notes the row's own. */
function repetition({ line, entry }: ImportRow, lines: Map<string, number>): string | undefined {
  for (const key of ['username', 'email', 'number'] as const) {
    for (const identifier of identifiersOf({ username: entry[key] ?? '' })) {
      const first = lines.get(identifier)
      if (first !== undefined && first !== line) return `${key}: the same as in line ${first}`
      lines.set(identifier, line)
    }
  }
  return undefined
}
