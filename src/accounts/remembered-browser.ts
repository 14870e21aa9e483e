/** A browser that a person let remember a proved second factor, at rest. */
export interface RememberedBrowser {
  /** For lists and buttons; says nothing. */
  readonly id: string
  /** SHA-256 of the 256-bit secret in the browser's cookie; a new one at each use. */
  readonly digest: string
  /** What its owner calls it. */
  readonly name?: string
  /** What the browser said of itself. */
  readonly agent: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly usedAt: number
  readonly expiresAt: number
}
