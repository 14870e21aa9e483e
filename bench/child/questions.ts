/** What the driver asks a server over the process channel. */
export type Question =
  | { readonly ask: 'usage' }
  /** The same, with all garbage collected before. */
  | { readonly ask: 'kept' }
  /** Checks the password against this hash once, alone. */
  | { readonly ask: 'hash'; readonly hash: string }
  | { readonly ask: 'profile' }
  | { readonly ask: 'end-profile'; readonly path: string }
  /** From now on requests come one at a time, and each is charged with what it costs. */
  | { readonly ask: 'requests' }
  | { readonly ask: 'end-requests' }

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

/** What the server spent from one request to the next. */
export interface RequestCost {
  /** Method and path, a login's own id left out. */
  readonly request: string
  readonly milliseconds: number
}

/** For `hash`, what it took; otherwise totals since the process began. `requests` with the end of `requests`. */
export type Answer = Usage & { readonly requests?: readonly RequestCost[] }
