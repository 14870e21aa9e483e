import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { DurableEntry } from '../../store/durable.ts'
import { fingerprint } from './fingerprint.ts'
import { format, type Line, readLine } from './line.ts'

/** What a whole and undamaged file holds. */
export interface Contents {
  readonly made: string
  /** How many. */
  readonly accounts: number
  /** The fingerprint of each entry. */
  readonly fingerprints: ReadonlySet<string>
}

/**
 * Reads a backup from its first line to its last, and keeps of it only what tells its entries from others.
 *
 * @throws one clear error when it is no backup, of a newer form, cut off or changed
 */
export async function readBackup(path: string): Promise<Contents> {
  const digest = createHash('sha256')
  const fingerprints = new Set<string>()
  let accounts = 0
  let made: string | undefined
  let entries = 0
  let ended = false
  for await (const [number, text, line] of linesOf(path)) {
    const place = `${path}, line ${number}`
    if ('wrong' in line) throw new Error(`${place} ${line.wrong}`)
    if ('header' in line) {
      if (number !== 1) throw new Error(`${place} is the beginning of another backup`)
      if (line.header.format > format)
        throw new Error(
          `${path} was written by a newer version (its form is ${line.header.format}, this one knows ${format})`,
        )
      made = line.header.made
    } else if (made === undefined) throw new Error(`${path} is no backup: "latchkey backup" writes one`)
    else if (ended) throw new Error(`${place} comes after the end`)
    else if ('end' in line) {
      ended = true
      const whole = line.end.entries === entries && line.end.sha256 === digest.copy().digest('hex')
      if (!whole) throw new Error(`${path} was changed or damaged since it was written`)
    } else {
      entries += 1
      fingerprints.add(fingerprint(line.entry))
      if (line.entry.kind === 'account') accounts += 1
    }
    digest.update(`${text}\n`)
  }
  if (made === undefined) throw new Error(`${path} is no backup: it is empty`)
  if (!ended) throw new Error(`${path} is cut off: its last line is missing`)
  return { made, accounts, fingerprints }
}

/** The entries of a file that was read once already. */
export async function* entriesIn(path: string): AsyncIterable<DurableEntry> {
  for await (const [, , line] of linesOf(path)) if ('entry' in line) yield line.entry
}

async function* linesOf(path: string): AsyncIterable<readonly [number: number, text: string, line: Line]> {
  let number = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1
    yield [number, text, readLine(text)]
  }
}
