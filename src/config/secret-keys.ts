import { digestOf } from '../../interactions/digest.ts'
import type { RingEntry } from './key-ring.ts'

/** One of the keys of a text, with when it was seen to be ready for its next step. */
export interface SecretKey extends RingEntry {
  readonly key: string
}

const note = /^(?<key>\S+)(?: seen_at=(?<seen>\d+))?$/

/**
 * Reads the keys of a text, one a line and the first one first, as `latchkey secrets` writes them. A line that is none of
 * these is taken as a key as it stands, and found weak or not.
 */
export function readSecretKeys(text: string): readonly SecretKey[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const { key = line, seen } = note.exec(line)?.groups ?? {}
      return { key, kid: nameOfSecret(key), alg: 'secret', ...(seen && { seen_at: Number(seen) }) }
    })
}

/** The same, to be written. */
export function writeSecretKeys(keys: readonly SecretKey[]): string {
  return keys
    .map(({ key, seen_at }) => (seen_at === undefined ? `${key}\n` : `${key} seen_at=${seen_at}\n`))
    .join('')
}

/** A short name that tells nothing about the key, the same wherever it is. */
export function nameOfSecret(key: string): string {
  return digestOf(`latchkey secret\n${key}`).slice(0, 8)
}
