import { readBackupCode } from './text.ts'

/** Codes of an admin's own; each costs a slow hash. */
const mostCodes = 100

/** Shorter ones can be guessed by whoever steals store and key. */
const longEnough = 10

export type BackupCodeList =
  | {
      /** As they are compared; each once. */
      readonly codes: readonly string[]
      /** How many are shorter than ten characters. */
      readonly short: number
    }
  | { readonly problem: string }

/**
 * Reads backup codes as an admin lists them: `123456,654321`, on lines of their own, or a list.
 *
 * @returns what is wrong with them without showing one
 */
export function readBackupCodeList(written: string | readonly string[]): BackupCodeList {
  const parts = (typeof written === 'string' ? written.split(/[,\r\n]/) : written)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const read = parts.map(readBackupCode)
  const wrong = read.indexOf(undefined)
  if (wrong >= 0)
    return { problem: `number ${wrong + 1} of the list is no code: letters and digits, at most 64` }
  const codes = [...new Set(read.filter((code) => code !== undefined))]
  if (codes.length > mostCodes) return { problem: `${codes.length} codes, allowed: at most ${mostCodes}` }
  return { codes, short: codes.filter((code) => code.length < longEnough).length }
}
