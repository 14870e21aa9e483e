/** One HTTP SMS gateway as `config/sms/<name>.toml` describes it: checked, defaults filled in, placeholders in place. */
export interface GatewaySettings {
  /** The file's name without `.toml`; appears in logs and metrics. */
  readonly name: string
  readonly enabled: boolean
  /** Lower ones are asked first; equal ones in the order of their names. */
  readonly priority?: number
  /** ISO 3166-1 alpha-2 codes this gateway serves; left out: all. */
  readonly countries?: readonly string[]
  /** Absolute, http or https; placeholders only in path and query. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: readonly GatewayHeader[]
  readonly authentication?: GatewayAuthentication
  /** Never present with GET. */
  readonly payload?: string
  /** Answers that mean "accepted", as far as their status goes. */
  readonly expectedStatus: readonly StatusRange[]
  /** What an answer's body must say besides, and what it says when it refuses. */
  readonly response?: ResponseRule
  /** How `$ctx.num` is written: E.164 with its plus, or the digits alone. */
  readonly numberFormat: 'plus' | 'digits'
  readonly characters?: GatewayCharacters
  /** What `$ctx.template` says, by language (BCP 47, lower case); `default` for every other one, always there. */
  readonly templateIds?: Readonly<Record<string, string>>
  /** True: the gateway sends a message with the same `$ctx.id` or `$ctx.id32` once, however often it is asked. */
  readonly deduplicates?: boolean
  /** For the whole call, from name look-up to the last byte read. */
  readonly deadlineMs: number
  /** Whether the gateway may be at a loopback, private or link-local address. */
  readonly allowPrivate: boolean
  readonly receipts?: ReceiptSettings
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

export type GatewayAuthentication =
  /** RFC 7617, sent with the first request already. */
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }
  /** RFC 6750 section 2.1. */
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'header'; readonly name: string; readonly value: string }
  /** RFC 6749 section 4.4. */
  | {
      readonly scheme: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope?: string
    }

/** How texts are written for gateways that do not take UTF-8. */
export interface GatewayCharacters {
  /** Of percent-encoded values in the URL and in form payloads. */
  readonly charset: 'utf-8' | 'latin-1'
  /** `hex`: a text outside GSM-7 is written as hexadecimal UTF-16BE in `$ctx.msg`. */
  readonly unicode: 'plain' | 'hex'
  /** What `$ctx.encoding` says. */
  readonly encoding: { readonly gsm7: string; readonly ucs2: string }
}

/** What an answer's body must say to count as accepted; an unreadable body never does. */
export interface ResponseRule {
  readonly accepted: BodyTest
  /** Tests for refusals, looked at in this order before `accepted`; the first that holds names the class. */
  readonly refusals: readonly { readonly means: RefusalClass; readonly test: BodyTest }[]
  /** Path of the vendor's message id. */
  readonly messageId?: BodyPath
}

/** Names and list positions; `*` is every item of a list. `[]` is the whole body. */
export type BodyPath = readonly (string | number)[]

export type BodyTest =
  | {
      readonly kind: 'json'
      readonly path: BodyPath
      readonly of: 'every' | 'any'
      readonly is: BodyCondition
    }
  /** The first 4096 characters. */
  | { readonly kind: 'text'; readonly matches: TextPattern }

/** A regular expression whose time grows with the text's length alone. */
export interface TextPattern {
  test(text: string): boolean
}

export type BodyCondition =
  | { readonly in: readonly (string | number | boolean | null)[] }
  | { readonly notIn: readonly (string | number | boolean | null)[] }
  | { readonly present: boolean }
  | { readonly notEmpty: true }

/** Why a message was certainly not sent. `try-later` alone is worth another attempt at the same gateway. */
export type RefusalClass = 'try-later' | 'recipient-refused' | 'set-up-wrong' | 'account-empty'

/** How a gateway tells what became of a message: a request to `/sms/receipts/<gateway>/<secret>`. */
export interface ReceiptSettings {
  /** In the callback's path; at least 32 characters. */
  readonly secret: string
  /** The vendor's signature, checked besides the secret. */
  readonly signature?: ReceiptSignature
  readonly messageId: BodyPath
  readonly status: BodyPath
  /** Values of `status`, compared without regard to case. */
  readonly arrived: readonly string[]
  readonly failed: readonly string[]
}

export type ReceiptSignature =
  | { readonly scheme: 'twilio'; readonly token: string }
  | { readonly scheme: 'plivo'; readonly token: string }
  /** The JWT of Vonage's webhooks, HS256. */
  | { readonly scheme: 'vonage'; readonly secret: string }
