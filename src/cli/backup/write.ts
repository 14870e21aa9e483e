import { createHash } from 'node:crypto'
import type { DurableEntry } from '../../store/durable.ts'
import type { Store } from '../../store/store.ts'
import { format, type Header } from './line.ts'

/** What was written, once the last line is out. */
export interface Written {
  accounts: number
  entries: number
}

/**
 * The lines of a backup. A name or number that two accounts have in it, because it went from one to the other while they
 * were read, would make it useless: better none.
 *
 * @param written is counted up as lines go out
 * @throws when accounts changed hands meanwhile
 */
export async function* backupLines(store: Store, now: Date, written: Written): AsyncIterable<string> {
  const digest = createHash('sha256')
  const holders = new Map<string, string>()
  const line = (value: Header | DurableEntry) => {
    const text = `${JSON.stringify(value)}\n`
    digest.update(text)
    return text
  }
  yield line({ latchkey: 'backup', format, made: now.toISOString(), store: store.kind })
  for await (const entry of store.durable.entries()) {
    for (const [identifier, account] of heldBy(entry)) {
      const other = holders.get(identifier) ?? account
      if (other !== account)
        throw new Error('a name or number went from one account to another while they were read: begin again')
      holders.set(identifier, account)
    }
    written.entries += 1
    if (entry.kind === 'account') written.accounts += 1
    yield line(entry)
  }
  yield `${JSON.stringify({ end: true, entries: written.entries, sha256: digest.digest('hex') })}\n`
}

function heldBy(entry: DurableEntry): (readonly [identifier: string, account: string])[] {
  if (entry.kind === 'failures') return []
  if (entry.kind === 'held') return [[entry.identifier, entry.account]]
  return entry.identifiers.map((identifier) => [identifier, entry.account.id] as const)
}
