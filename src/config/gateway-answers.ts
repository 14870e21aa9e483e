import { RE2JS } from 're2js'
import type {
  BodyCondition,
  BodyPath,
  BodyTest,
  ReceiptSettings,
  ReceiptSignature,
  ResponseRule,
  TextPattern,
} from '../sms/gateway-settings.ts'
import type { Path } from './document.ts'
import type { Finding } from './report.ts'
import type { BodyTestTable, ReceiptsTable, ResponseTable } from './schema/gateway-answers.ts'

/** Reports a problem at a path below the table that is being read. */
type Say = (path: Path, finding: Finding) => void

/** The rule of `[response]`; undefined when one of its tests is none. */
export function readResponse(table: ResponseTable, say: Say): ResponseRule | undefined {
  const written = table.accepted ?? (table.message_id === undefined ? undefined : idIn(table.message_id))
  if (written === undefined) {
    say(['accepted'], {
      message: 'missing: a test of what the body says, or message_id, which must be there then',
    })
    return undefined
  }
  const accepted = readTest(written, (finding) => say(['accepted'], finding))
  const refusals = (table.refusals ?? []).map(({ means, ...written }, index) => {
    const test = readTest(written, (finding) => say(['refusals', index], finding))
    return test && { means, test }
  })
  const known = refusals.filter((refusal) => refusal !== undefined)
  if (accepted === undefined || known.length < refusals.length) return undefined
  const more = table.message_id === undefined ? {} : { messageId: pathOf(table.message_id) }
  return { accepted, refusals: known, ...more }
}

/** Whoever names the message took it. */
function idIn(path: string): BodyTestTable {
  return { path, any: false, present: true }
}

type SayHere = (finding: Finding) => void

function readTest(table: BodyTestTable, say: SayHere): BodyTest | undefined {
  const conditions = conditionsOf(table)
  if (table.text !== undefined) {
    if (table.path === undefined && conditions.length === 0 && !table.any) return readPattern(table.text, say)
    say({ message: '"text" stands alone: a test looks at the text or at a path' })
    return undefined
  }
  const [is, ...more] = conditions
  if (table.path === undefined || is === undefined || more.length > 0) {
    const message =
      'a test is "text", or "path" with exactly one of "equals", "in", "not_in", "present", "not_empty = true"'
    say({ message })
    return undefined
  }
  return { kind: 'json', path: pathOf(table.path), of: table.any ? 'any' : 'every', is }
}

function conditionsOf(table: BodyTestTable): readonly BodyCondition[] {
  return [
    table.equals === undefined ? undefined : { in: [table.equals] },
    table.in && { in: table.in },
    table.not_in && { notIn: table.not_in },
    table.present === undefined ? undefined : { present: table.present },
    table.not_empty === true ? ({ notEmpty: true } as const) : undefined,
  ].filter((condition) => condition !== undefined)
}

/** RE2 knows neither look-around nor references back, and so is never slower than a text is long. */
function readPattern(text: string, say: SayHere): BodyTest | undefined {
  try {
    return { kind: 'text', matches: new Pattern(text) }
  } catch {
    say({ message: 'not a regular expression as RE2 writes them: no look-around, no references back' })
    return undefined
  }
}

class Pattern implements TextPattern {
  /** As it was written: by it two gateways are told from each other. */
  readonly source: string
  readonly #compiled: RE2JS

  constructor(text: string) {
    this.source = text
    this.#compiled = RE2JS.compile(text)
  }

  test(text: string): boolean {
    return this.#compiled.matcher(text).find()
  }
}

/** Figures alone are positions in a list. */
function pathOf(text: string): BodyPath {
  if (text === '') return []
  return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** What `[receipts]` says; undefined when something is wrong with it. */
export function readReceipts(table: ReceiptsTable, say: Say): ReceiptSettings | undefined {
  const { secret, signature, signature_key: key } = table
  if (!/^[\w~-]{32,200}$/.test(secret)) {
    say(['secret'], { message: 'allowed: 32 to 200 letters, digits, "-", "_" and "~", random ones' })
  }
  const twice = lowered(table.arrived).find((status) => lowered(table.failed).includes(status))
  if (twice !== undefined) say(['failed'], { message: `"${twice}" stands under "arrived" too` })
  if (key !== undefined && key.length < 16) {
    say(['signature_key'], { message: 'allowed: the key as the vendor shows it, 16 characters at least' })
  }
  if ((signature === undefined) !== (key === undefined)) {
    say([key === undefined ? 'signature' : 'signature_key'], {
      message: '"signature" and "signature_key" go together',
      at: 'key',
    })
  }
  return {
    secret,
    messageId: pathOf(table.message_id),
    status: pathOf(table.status),
    arrived: table.arrived,
    failed: table.failed,
    ...(signature && key !== undefined && { signature: signatureOf(signature, key) }),
  }
}

function signatureOf(scheme: NonNullable<ReceiptsTable['signature']>, key: string): ReceiptSignature {
  return scheme === 'vonage' ? { scheme, secret: key } : { scheme, token: key }
}

function lowered(texts: readonly string[]): readonly string[] {
  return texts.map((text) => text.toLowerCase())
}
