import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import { createMemory } from './memory.ts'

/** SHA-256, base64url. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** Making a key ready costs as much as using it. A house has a handful. */
const ready = createMemory<KeyObject>(64)

/** HMAC-SHA-256 under this key, base64url. */
export function keyedDigest(key: string, text: string): string {
  return createHmac(
    'sha256',
    ready(key, () => createSecretKey(key, 'utf8')),
  )
    .update(text)
    .digest('base64url')
}
