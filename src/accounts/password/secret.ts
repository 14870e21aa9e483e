/** Lengths in UTF-16 code units. A password shorter than `least` is not accepted where one is set (NIST SP 800-63B-4, 3.1.1.2). */
export const passwordLength = { least: 8, most: 1024 } as const

/**
 * The bytes that are hashed: NFC (NIST SP 800-63B-4, 3.1.1.2; RFC 8265 calls it OpaqueString), then UTF-8, and
 * nothing else: no trimming, no cutting, no folding. So "é" is the same password from every keyboard.
 *
 * @returns undefined for what is no password: too long, or with half a surrogate pair, all of which UTF-8 would
 *   write alike
 */
export function passwordBytes(password: string): Buffer | undefined {
  if (password.length > passwordLength.most || !password.isWellFormed()) return undefined
  return Buffer.from(password.normalize('NFC'), 'utf8')
}
