import { loadDeployment } from '../../config/load.ts'
import type { DurableEntry, DurableStore } from '../../store/durable.ts'
import type { Store } from '../../store/store.ts'
import { fileTrouble } from '../user/file-trouble.ts'
import { withPatience } from '../user/transfer/patience.ts'
import { inPlaceOfServer } from '../with-store.ts'
import { fingerprint } from './fingerprint.ts'
import { type Contents, entriesIn, readBackup } from './read.ts'

const batchSize = 200

/**
 * Fills an empty store from a backup, of either kind into either kind. Broken off, it is simply done again.
 *
 * @throws when the file is not whole, the store is in use or not empty, and nothing was written then; see fill
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
  await inPlaceOfServer(settings.store, warn, (store) => fill(store, file, contents))
  out.write(`${contents.accounts} accounts of ${contents.made} are back.\n`)
}

/**
 * Looks at all that is in the store before it writes anything. Who writes there meanwhile, a server on the same Redis or
 * another command, is not overwritten either.
 *
 * @throws when the store is not empty; when somebody wrote to it after it was looked at, and a part is written then
 */
export async function fill(
  { durable }: Pick<Store, 'durable'>,
  file: string,
  contents: Contents,
): Promise<void> {
  await refuseOthers(durable, contents)
  for await (const entries of inBatches(entriesIn(file))) await put(durable, entries)
}

/** Whatever is not in the file just as it is there is somebody's work: an account, a name that is held, a failure record. */
async function refuseOthers(durable: DurableStore, { fingerprints }: Contents): Promise<void> {
  const others = { account: 0, held: 0, failures: 0 }
  for await (const entry of durable.entries())
    if (!fingerprints.has(fingerprint(entry))) others[entry.kind] += 1
  if (Object.values(others).every((count) => count === 0)) return
  const { account, held, failures } = others
  throw new Error(
    `the store is not empty, and nothing was written: it has other accounts (${account}), names or numbers of removed ` +
      `accounts (${held}) or failure records (${failures}). Restore into a new one`,
  )
}

async function put(durable: DurableStore, entries: readonly DurableEntry[]): Promise<void> {
  const there = await withPatience(() => durable.put(entries))
  const refused = there.filter((each) => !each).length
  if (refused > 0)
    throw new Error(
      `somebody wrote to the store while it was filled: it holds something else in the place of ${refused} entries, ` +
        'and a part of the backup. Restore into a new one',
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
