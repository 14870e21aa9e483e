import { randomInt } from 'node:crypto'
import { keyedDigest } from '../digest.ts'
import type { Place, Random, SealedCode } from './ports.ts'

/** A key for code digests. The first of a list seals; all of them recognise, so that keys can be changed. */
export interface CodeKey {
  /** Names the key in the store, so that a code sealed before a rotation is still recognised. */
  readonly kid: string
  /** At least 256 bits; kept outside the store, or the digests protect nothing. */
  readonly key: string
}

export interface CodeShape {
  readonly length: number
  readonly alphabet: 'numeric' | 'alphanumeric'
}

/** What a code is sealed together with: change any of it and the code is worth nothing. */
export interface CodeContext extends Place {
  /** E.164. A code sent to one number dies when the account's number changes. */
  readonly number: string
}

export type ReadCode = { readonly code: string } | { readonly problem: 'missing' | 'malformed' }

/** Digits, and 32 letters and digits that nobody mistakes for one another. */
const symbols = { numeric: '0123456789', alphanumeric: '23456789ABCDEFGHJKLMNPQRSTUVWXYZ' }

/** Code points of zero in the scripts whose digits phones offer beside ASCII: Arabic, Persian, Devanagari, full width. */
const zeros = [0x660, 0x6f0, 0x966, 0xff10]

/**
 * Draws a code: every symbol uniform and independent, leading zeros kept (NIST SP 800-63B 3.1.3.2).
 *
 * @param random an unbiased source; the operating system's by default
 */
export function drawCode(shape: CodeShape, random: Random = randomInt): string {
  const alphabet = symbols[shape.alphabet]
  return Array.from({ length: shape.length }, () => alphabet.charAt(random(alphabet.length))).join('')
}

/**
 * Reads what a person typed. Blanks and hyphens are ignored, the digits of other scripts become ASCII, letters
 * become capitals. Anything else that is not exactly a code is malformed, is never compared and costs no try.
 */
export function readCode(typed: string, shape: CodeShape): ReadCode {
  if (typed.length > 64) return { problem: 'malformed' }
  const code = Array.from(typed.replace(/[\s\u00ad\u2010-\u2015-]/gu, ''), asciiDigit)
    .join('')
    .toUpperCase()
  if (code === '') return { problem: 'missing' }
  const alphabet = symbols[shape.alphabet]
  const whole = code.length === shape.length && Array.from(code).every((symbol) => alphabet.includes(symbol))
  return whole ? { code } : { problem: 'malformed' }
}

function asciiDigit(symbol: string): string {
  const point = symbol.codePointAt(0) ?? 0
  const zero = zeros.find((start) => point >= start && point <= start + 9)
  return zero === undefined ? symbol : String(point - zero)
}

/** The stored form of a code under the sealing key. */
export function sealCode(keys: readonly CodeKey[], context: CodeContext, code: string): SealedCode {
  const [key] = keys
  if (key === undefined) throw new Error('sms-otp: at least one code key is needed')
  return { kid: key.kid, digest: digest(key, context, code) }
}

/** The digests of a typed code under every key that may have sealed the right one, by kid. */
export function codeDigests(
  keys: readonly CodeKey[],
  context: CodeContext,
  code: string,
): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key.kid, digest(key, context, code)]))
}

/**
 * HMAC-SHA-256. Six digits under a plain hash are found in microseconds; the key is what protects them, and it
 * also lets stores compare digests byte by byte: nobody without it can steer how far a comparison gets.
 */
function digest(key: CodeKey, context: CodeContext, code: string): string {
  const { account, purpose, browser, number } = context
  return keyedDigest(key.key, JSON.stringify(['latchkey code 1', purpose, account, browser, number, code]))
}
