/** What a one-time link opens: the way to a first number, or to a first password. */
export type LinkKind = 'enrol' | 'password'

/** A one-time link as the account keeps it: whoever reads the store cannot make the address of it. */
export interface AccountLink {
  /** SHA-256 of the secret, base64url. */
  readonly digest: string
  readonly kind: LinkKind
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}
