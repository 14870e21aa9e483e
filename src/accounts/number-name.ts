import { createHmac } from 'node:crypto'

/**
 * Stands for a number where the number itself must not be read, such as in the purpose of a challenge. Without the key
 * nobody finds the number by trying them all.
 *
 * @param key at least 32 random characters
 */
export function nameNumber(key: string, number: string): string {
  return createHmac('sha256', key).update(`latchkey number 1\n${number}`).digest('base64url').slice(0, 16)
}
