import { loadDeployment } from '../../config/load.ts'
import type { DurableEntry } from '../../store/durable.ts'
import type { Store } from '../../store/store.ts'
import { fileTrouble } from '../user/file-trouble.ts'
import { withPatience } from '../user/transfer/patience.ts'
import { inPlaceOfServer } from '../with-store.ts'
import { type Contents, entriesIn, readBackup } from './read.ts'

const batchSize = 200

/**
 * Fills an empty store from a backup, of either kind into either kind. Broken off, it is simply done again.
 *
 * @throws when the file is not whole, the store is in use or not empty; nothing was written then
 */
export async function restore(
  file: string,
  { config }: { readonly config: string },
  out: { write(text: string): unknown },
): Promise<void> {
  const contents = await readBackup(file).catch((cause) => {
    const trouble = fileTrouble(cause)
    throw trouble === undefined ? cause : new Error(`${file} cannot be read: ${trouble}`, { cause })
  })
  const settings = await loadDeployment(config)
  const warn = (message: string) => void process.stderr.write(`${message}\n`)
  // Nothing may be served from a half of it.
  await inPlaceOfServer(settings.store, warn, async (store) => {
    await refuseOthers(store, contents)
    for await (const entries of inBatches(entriesIn(file))) await put(store, entries)
  })
  out.write(`${contents.accounts.size} accounts of ${contents.made} are back.\n`)
}

/** An account that is not in the file, or is there in another version, is somebody's work. */
async function refuseOthers({ accounts }: Store, contents: Contents): Promise<void> {
  let others = 0
  for await (const { id, version } of accounts.all()) if (contents.accounts.get(id) !== version) others += 1
  if (others > 0)
    throw new Error(`the store is not empty: it has ${others} other accounts. Restore into a new one`)
}

async function put({ durable }: Store, entries: readonly DurableEntry[]): Promise<void> {
  const there = await withPatience(() => durable.put(entries))
  const refused = there.filter((each) => !each).length
  if (refused > 0)
    throw new Error(
      `the store holds something else in the place of ${refused} entries. Restore into a new one`,
    )
}

async function* inBatches<T>(all: AsyncIterable<T>): AsyncIterable<readonly T[]> {
  let batch: T[] = []
  for await (const each of all) {
    batch.push(each)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
