/** One thing that happened to an account, for its owner to look at. Words and places only: no number, no code. */
export interface ActivityEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** What: `sign-in`, or the name of a change. */
  readonly what: string
  /** The session it happened in, by its uid. */
  readonly session?: string
  readonly client?: string
  /** The network the request came from. */
  readonly network?: string
  /** What the browser says of itself, as it said it. */
  readonly agent?: string
  /** `acr` of a sign-in. */
  readonly acr?: string
}

/** Entries that are kept of one account, and how long after the newest: 90 days, in milliseconds. */
export const activityKept = { entries: 50, ttl: 90 * 86_400_000 } as const

/**
 * What happened to accounts lately. It decides nothing: an entry that is lost is only not shown. Each method is one
 * atomic operation and rejects when the store did not answer in time.
 */
export interface ActivityStore {
  note(account: string, entry: ActivityEntry): Promise<void>
  /** Newest first. */
  list(account: string): Promise<readonly ActivityEntry[]>
  /** Takes the whole list away. */
  forget(account: string): Promise<void>
}
