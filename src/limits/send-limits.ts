/** What `[limits]` in deployment.toml says: how many messages, to whom, for how much. */
export interface SendLimits {
  /** ISO 3166-1 alpha-2, upper case; numbers from elsewhere are sent nothing at a login. */
  readonly loginCountries: readonly string[]
  /** The same for numbers that are not proved yet. */
  readonly enrolmentCountries: readonly string[]
  /** The library's words: MOBILE, FIXED_LINE_OR_MOBILE, … */
  readonly numberTypes: readonly string[]
  /** Seconds between messages to one number, and of one account. */
  readonly gapSeconds: readonly number[]
  readonly number: { readonly tenMinutes: number; readonly day: number }
  readonly account: { readonly tenMinutes: number; readonly day: number }
  readonly network: { readonly hour: number }
  /** Messages a day to numbers that are not proved yet, beside all others. */
  readonly enrolment: EnrolmentLimits
  /** To one number: what happened to the account. */
  readonly notices: { readonly day: number }
  readonly block: { readonly hour: number; readonly day: number }
  readonly country: { readonly hour: number; readonly day: number }
  readonly client: { readonly hour: number; readonly day: number }
  readonly all: { readonly minute: number; readonly day: number }
  readonly money?: MoneyLimits
  readonly conversion: ConversionLimits
}

/** Messages in a day. */
export interface EnrolmentLimits {
  /** To one number, whoever asks. */
  readonly number: number
  readonly account: number
  readonly network: number
  /** To numbers that differ in the last four digits only. */
  readonly block: number
}

/** Amounts in ten-thousandths of the currency: whole numbers add up exactly. */
export interface MoneyLimits {
  /** ISO 4217, for display. */
  readonly currency: string
  readonly day: number
  readonly month: number
  /** By country. */
  readonly prices: Readonly<Record<string, number>>
  /** Of a message to any other country. */
  readonly otherPrice: number
}

export interface ConversionLimits {
  /** `observe` only tells. */
  readonly mode: 'stop' | 'observe'
  /** Of logins with the right code to logins with an accepted message, 0 to 1. */
  readonly ratio: number
  /** Logins that it takes. */
  readonly minimum: number
}
