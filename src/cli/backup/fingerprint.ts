import { hash } from 'node:crypto'
import type { DurableEntry } from '../../store/durable.ts'

/** Tells an entry from every other one, however its store orders what is in it. */
export function fingerprint(entry: DurableEntry): string {
  const plain =
    entry.kind === 'account'
      ? { ...entry, identifiers: [...new Set(entry.identifiers)].toSorted() }
      : { ...entry }
  return hash('sha256', JSON.stringify(plain, inOrder), 'base64')
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
