/** A hash string that was understood: what it is, and how to try a password against it. */
export interface StoredHash {
  /** As its string names it: argon2id, bcrypt, scrypt, pbkdf2-sha256, … */
  readonly scheme: string
  /** Weaker than what we make ourselves; replaced at the next login. */
  readonly weaker: boolean
  /** False for a secret that the scheme would not read whole. No look at the hash, so nothing to time. */
  accepts(secret: Buffer): boolean
  /** The expensive part; compares in constant time. Off the main thread. */
  matches(secret: Buffer): Promise<boolean>
}

/** The problem is for an admin: it names parameters and bounds, and shows nothing of the hash. */
export type HashReading = StoredHash | { readonly problem: string }

/**
 * A family of hash strings. `read` returns undefined for a string of another family. It computes nothing:
 * parameters over the bounds, which would eat the server's memory or time at each login, are a problem here.
 */
export interface Scheme {
  readonly name: string
  read(hash: string): HashReading | undefined
}

/** What one password check may cost at most, whatever a hash string asks for; about a second each. */
export const bounds = {
  /** KiB: 256 MiB, libsodium's "moderate". */
  memory: 256 * 1024,
  /** Digests shorter than this could be met by chance, longer ones only multiply the cost. Bytes. */
  shortestDigest: 16,
  longestDigest: 64,
} as const

/** Why the digest's length will not do, if so. */
export function digestProblem(scheme: string, bytes: number): string | undefined {
  const { shortestDigest, longestDigest } = bounds
  if (bytes >= shortestDigest && bytes <= longestDigest) return undefined
  return `${scheme} digest of ${bytes} bytes; allowed: ${shortestDigest} to ${longestDigest}`
}
