import { randomInt } from 'node:crypto'

/** 32 letters and digits that nobody mistakes for one another: five bits each (NIST SP 800-63B-4, 3.1.2.1). */
const symbols = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** How many codes a set has, and how many symbols a code: 50 bits. */
export const setSize = 10
const codeLength = 10

/** A longer one is nobody's, and is not hashed. */
const longest = 64

/** A new set, each code in two halves as people read them: `7KQ2M-XW4TP`. */
export function drawBackupCodes(): string[] {
  return Array.from({ length: setSize }, drawBackupCode)
}

/** One code of such a set. */
export function drawBackupCode(): string {
  const code = Array.from({ length: codeLength }, () => symbols.charAt(randomInt(symbols.length))).join('')
  return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`
}

/**
 * A code as it is compared: capitals, without the blanks and hyphens that help to read it. Exactly one code comes of it:
 * two in a row are one that does not exist.
 *
 * @returns undefined for what can be no code: empty, too long, or with anything but ASCII letters and digits
 */
export function readBackupCode(typed: string): string | undefined {
  if (typed.length > longest * 2) return undefined
  const code = typed.replace(/[\s\u00ad\u2010-\u2015-]/gu, '')
  // Before capitals are made: other scripts have letters that become ASCII by it.
  return /^[0-9A-Za-z]+$/.test(code) && code.length <= longest ? code.toUpperCase() : undefined
}
