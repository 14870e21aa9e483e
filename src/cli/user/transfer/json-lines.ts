import { type Readable, Transform } from 'node:stream'
import { type FileRecord, longest } from './formats.ts'

/** Reads one JSON object a line. */
export async function* readJsonLines(source: Readable): AsyncIterable<FileRecord> {
  let line = 0
  for await (const text of linesOf(source)) {
    line += 1
    if (text.length > longest) yield { line, problem: `longer than ${longest} characters` }
    else if (text.trim() !== '') yield readLine(text, line)
  }
}

async function* linesOf(source: Readable): AsyncIterable<string> {
  let rest = ''
  for await (const chunk of source) {
    const parts = `${rest}${chunk}`.split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
  yield rest
}

function readLine(text: string, line: number): FileRecord {
  try {
    const row: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { line, row: { ...row } }
  } catch {
    // The error would quote the line.
  }
  return { line, problem: 'not a JSON object' }
}

/** Takes entries, gives the text of a file. */
export function jsonLinesWriter(): Transform {
  return new Transform({
    writableObjectMode: true,
    transform(entry, _encoding, done) {
      done(null, `${JSON.stringify(entry)}\n`)
    },
  })
}
