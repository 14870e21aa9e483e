/** One HTTP SMS gateway as `config/sms/<name>.toml` describes it: checked, defaults filled in, placeholders in place. */
export interface GatewaySettings {
  /** The file's name without `.toml`; appears in logs and metrics. */
  readonly name: string
  readonly enabled: boolean
  /** Absolute, http or https; placeholders only in path and query. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: readonly GatewayHeader[]
  /** Never present with GET. */
  readonly payload?: string
  /** Answers that mean "accepted". */
  readonly expectedStatus: readonly StatusRange[]
  /** How `$ctx.num` is written: E.164 with its plus, or the digits alone. */
  readonly numberFormat: 'plus' | 'digits'
  /** For the whole call, from name look-up to the last byte read. */
  readonly deadlineMs: number
  /** Whether the gateway may be at a loopback, private or link-local address. */
  readonly allowPrivate: boolean
}

export interface GatewayHeader {
  readonly name: string
  readonly value: string
}

/** Both ends belong to the range. */
export interface StatusRange {
  readonly from: number
  readonly to: number
}
