import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { entryOf } from '../../accounts/admin/entry-of.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { fileTrouble } from './file-trouble.ts'
import { csvWriter } from './transfer/csv.ts'
import { type Format, formatOf } from './transfer/formats.ts'
import { jsonLinesWriter } from './transfer/json-lines.ts'
import { verb } from './verb.ts'

interface ExportOptions extends Given {
  readonly format?: Format
  readonly out?: string
}

/** `latchkey user export` */
export function addExport(user: Command, streams: Streams): void {
  verb(user, 'export', 'write every account as import reads it: password hashes, no backup codes')
    .addOption(
      new Option('--format <format>', 'by default what --out ends in, or jsonl').choices(['csv', 'jsonl']),
    )
    .option('--out <file>', 'a new file, for its owner alone; by default standard output')
    .action((given: ExportOptions) => atDesk('export', given, streams, (desk) => exportAll(desk, given)))
}

async function exportAll(desk: Desk, { out, format: said }: ExportOptions): Promise<Answer> {
  const format = formatOf(out ?? '', said) ?? 'jsonl'
  let count = 0
  const entries = Readable.from(desk.accounts.all()).map((account: Account) => {
    count += 1
    return entryOf(account)
  })
  const writer = format === 'csv' ? csvWriter() : jsonLinesWriter()
  if (out === undefined) await pipeline(entries, writer, desk.streams.output, { end: false })
  else await pipeline(entries, writer, newFile(out)).catch((error: unknown) => refuse(out, error))
  return out === undefined
    ? { said: '' }
    : {
        said: `${count === 1 ? '1 account is' : `${count} accounts are`} in ${out}.`,
        facts: { accounts: count },
      }
}

/** Hashes are in it. One that exists is not written over. */
function newFile(path: string): Writable {
  return createWriteStream(path, { flags: 'wx', mode: 0o600 })
}

function refuse(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EEXIST') throw new Refusal(`${path} exists already.`)
  const trouble = fileTrouble(error)
  if (trouble !== undefined) throw new Refusal(`${path} cannot be written: ${trouble}.`)
  throw error
}
