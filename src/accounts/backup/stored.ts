/**
 * An account's backup codes at rest. All of them share one salt, so that a try costs one slow hash however many there
 * are; a key outside the store is mixed in, so that a stolen store alone gives none away, short ones included.
 */
export interface BackupCodes {
  /** 128 random bits, base64url; kept when codes are added, or a used one could be told no longer. */
  readonly salt: string
  readonly codes: readonly SealedBackupCode[]
  /** Digests of used ones: an admin's list that still names them does not bring them back. */
  readonly used: readonly string[]
}

export interface SealedBackupCode {
  /** HMAC-SHA-256 under the code key `kid` over the slow hash of the code. */
  readonly digest: string
  readonly kid: string
  /** Of a bypass that an admin issued: milliseconds since the epoch. */
  readonly expiresAt?: number
}
