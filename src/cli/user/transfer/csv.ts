import { pipeline, type Readable, type Transform } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { stringify } from 'csv-stringify'
import { columns, type FileRecord, longest } from './formats.ts'

/** Reads CSV (RFC 4180) whose first line names the columns. */
export async function* readCsv(source: Readable): AsyncIterable<FileRecord> {
  let wrong: string | undefined
  const parser = parse({
    columns(names: string[]) {
      wrong = problemOf(names)
      return names
    },
    bom: true,
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: longest,
  })
  // The parser is read to its end or its error, which is the source's, too.
  pipeline(source, parser, () => {})
  try {
    for await (const { record, info } of parser) {
      if (wrong !== undefined) {
        yield { line: 1, problem: wrong }
        return
      }
      yield info.error ? { line: info.lines, problem: cells } : readCells(record, info.lines)
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // Where the next record begins cannot be told any more.
    yield { line: Number(error.lines), problem: `not CSV from here on: ${reasons[error.code] ?? error.code}` }
  }
}

/** Of the first line. What stands in it may be a person, so it is not shown. */
function problemOf(names: readonly string[]): string | undefined {
  if (names.length === 1 && /[;\t]/.test(names[0] ?? '')) return 'cells are separated by commas, nothing else'
  return new Set(names).size < names.length ? 'a column is named twice' : undefined
}

const cells = 'it has more or fewer cells than the first line names'

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell does not end',
  CSV_INVALID_CLOSING_QUOTE: 'something follows the end of a quoted cell',
  INVALID_OPENING_QUOTE: 'a quote inside a cell that is not quoted',
  CSV_MAX_RECORD_SIZE: `a record is longer than ${longest} characters`,
}

const flags: readonly string[] = ['email_verified', 'number_verified', 'disabled', 'disable_sms_otp']

/** A cell that is empty says nothing. */
function readCells(record: Readonly<Record<string, string>>, line: number): FileRecord {
  const written = Object.entries(record).filter(([, cell]) => cell !== '')
  try {
    return { line, row: Object.fromEntries(written.map(([name, cell]) => [name, readCell(name, cell)])) }
  } catch {
    // The error would quote the cell.
    return { line, problem: 'claims: not JSON' }
  }
}

function readCell(name: string, cell: string): unknown {
  if (name === 'claims') return JSON.parse(cell)
  return flags.includes(name) && /^(true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell
}

/** Takes entries, gives the text of a file. */
export function csvWriter(): Transform {
  return stringify({ header: true, columns: [...columns], cast: { boolean: String } })
}
