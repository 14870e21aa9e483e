import type { FileHandle } from 'node:fs/promises'
import { readCsv } from './csv.ts'
import type { FileRecord, Format } from './formats.ts'
import { readJsonLines } from './json-lines.ts'

/**
 * Reads a file record by record from its beginning; few are in memory at a time.
 *
 * @param read told how many bytes have been read so far
 */
export async function* readRecords(
  file: FileHandle,
  format: Format,
  read: (bytes: number) => void,
): AsyncIterable<FileRecord> {
  const source = file.createReadStream({ start: 0, autoClose: false, encoding: 'utf8' })
  const records = format === 'csv' ? readCsv(source) : readJsonLines(source)
  for await (const record of records) {
    read(source.bytesRead)
    // Bytes that are no UTF-8 come out as this character.
    const broken = 'row' in record && JSON.stringify(record.row).includes('\ufffd')
    yield broken ? { line: record.line, problem: 'not UTF-8 text' } : record
  }
}
