import { link, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { existsAlready } from '../../config/file-access.ts'
import type { Store } from '../../store/store.ts'
import { fileTrouble } from '../user/file-trouble.ts'
import { withStore } from '../with-store.ts'
import { backupLines, type Written } from './write.ts'

export interface BackupOptions {
  readonly config: string
  /** A new file; standard output where it is missing. */
  readonly out?: string
}

/**
 * Writes all that must outlive the loss of the store, while the server runs or not.
 *
 * @throws when the store or the file cannot be used; no half of a file is left behind
 */
export async function backup({ config, out }: BackupOptions): Promise<void> {
  const written: Written = { accounts: 0, entries: 0 }
  await withStore(config, (store) => writeTo(out, store, written))
  // Beside the backup, which may be on its way into another program.
  process.stderr.write(`${written.accounts} accounts${out === undefined ? '' : ` are in ${out}`}\n`)
}

async function writeTo(out: string | undefined, store: Store, written: Written): Promise<void> {
  const lines = Readable.from(backupLines(store, new Date(), written))
  if (out === undefined) return pipeline(lines, process.stdout, { end: false })
  // Under its own name only once it is whole, and never in the place of another. Two that grow at once keep apart.
  const growing = `${out}.part`
  // There are password hashes and numbers in it: what somebody else put in its place, a link or a file open to all, is not it.
  const file = await open(growing, 'wx', 0o600).catch((cause) => {
    if (existsAlready(cause))
      throw new Error(`${growing} is there: another backup is at work, or was stopped and left it`, { cause })
    const trouble = fileTrouble(cause)
    throw trouble === undefined ? cause : new Error(`${out} cannot be written: ${trouble}`, { cause })
  })
  try {
    await pipeline(lines, file.createWriteStream({ flush: true }))
    await link(growing, out)
  } catch (error) {
    throw existsAlready(error) ? new Error(`${out} exists already: a backup is written to a new file`) : error
  } finally {
    await rm(growing, { force: true })
  }
}
