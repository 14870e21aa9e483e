/** What the driver asks a server over the process channel. */
export type Question =
  | { readonly ask: 'usage' }
  /** The same, with all garbage collected before. */
  | { readonly ask: 'kept' }
  /** Checks the password against this hash once, alone. */
  | { readonly ask: 'hash'; readonly hash: string }
  | { readonly ask: 'profile' }
  | { readonly ask: 'end-profile'; readonly path: string }

export interface Usage {
  /** Processor time of the process, user and system, all threads. Milliseconds. */
  readonly cpu: number
  /** Resident memory. Bytes. */
  readonly rss: number
  /** What the heap holds, garbage that was not collected yet with it. Bytes. */
  readonly heap: number
  /** Sockets, timers and the like that keep the process alive. */
  readonly handles: number
  /** Of a clock that only goes forward. Milliseconds. */
  readonly time: number
}

/** For `hash`, what it took; otherwise totals since the process began. */
export type Answer = Usage
