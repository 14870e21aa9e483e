import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { jwtVerify } from 'jose'
import type { ReceiptSignature } from '../gateway-settings.ts'

/** A callback as its signature sees it. */
export interface SignedRequest {
  /** As the vendor was told it: the issuer's origin, path and query. */
  readonly url: string
  /** By lower-case name; '' for a header that is not there. */
  header(name: string): string
  /** Fields of a posted form; empty without a body; left out for a body that a form's signature does not cover. */
  readonly form?: Params
  /** The body as it came. */
  readonly body: string
}

/** A field that came more than once is a list. */
export type Params = Readonly<Record<string, string | readonly string[]>>

/** Whether the vendor's own signature is on a callback. Never rejects. */
export async function isSigned(signature: ReceiptSignature, request: SignedRequest): Promise<boolean> {
  const { form } = request
  switch (signature.scheme) {
    case 'twilio':
      if (form === undefined) return false
      return same(request.header('x-twilio-signature'), twilioSignature(signature.token, request.url, form))
    case 'plivo': {
      if (form === undefined) return false
      const expected = plivoSignature(signature.token, request, form)
      // One for the account's token and one for the subaccount's.
      return request
        .header('x-plivo-signature-v3')
        .split(',')
        .some((given) => same(given.trim(), expected))
    }
    case 'vonage':
      return isVonages(signature.secret, request)
  }
}

/** Twilio, "Validating requests": the whole URL, then each field of the form by name, name and value without a mark between. */
function twilioSignature(token: string, url: string, form: Params): string {
  return createHmac('sha1', token)
    .update(url + pairsOf(form, true).flat().join(''))
    .digest('base64')
}

/**
 * Plivo, "Validating requests", version 3: URL without query, `?`, the query's fields by name, `.` where a form
 * follows, the form's fields, `.` and the nonce. A form without a query still has the `?`.
 */
function plivoSignature(token: string, { url, header }: SignedRequest, form: Params): string {
  const { origin, pathname, searchParams } = new URL(url)
  const names = new Set(searchParams.keys())
  const query = pairsOf(Object.fromEntries([...names].map((name) => [name, searchParams.getAll(name)])))
    .map((pair) => pair.join('='))
    .join('&')
  const fields = pairsOf(form).flat().join('')
  const mark = query === '' && fields === '' ? '' : '?'
  const dot = query !== '' && fields !== '' ? '.' : ''
  const signed = `${origin}${pathname}${mark}${query}${dot}${fields}.${header('x-plivo-signature-v3-nonce')}`
  return createHmac('sha256', token).update(signed).digest('base64')
}

/** How old a signed request of Vonage's may be, and how far its clock from ours. Seconds. */
const vonageAge = { maxTokenAge: 300, clockTolerance: 60 }

/** Vonage, "Signed webhooks": a JWT over the body's digest. A GET has no body, and its digest may be left out. */
async function isVonages(secret: string, { header, body }: SignedRequest): Promise<boolean> {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(header('authorization')) ?? []
  try {
    const key = new TextEncoder().encode(secret)
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], ...vonageAge })
    if (body === '' && payload.payload_hash === undefined) return true
    const digest = createHash('sha256').update(body).digest('hex')
    return typeof payload.payload_hash === 'string' && same(payload.payload_hash.toLowerCase(), digest)
  } catch {
    return false
  }
}

/** Names and values by name, then by value, in the order of their code units. */
function pairsOf(params: Params, once = false): (readonly [string, string])[] {
  return Object.keys(params)
    .toSorted()
    .flatMap((name) => {
      const values = [params[name] ?? []].flat().toSorted()
      return (once ? [...new Set(values)] : values).map((value) => [name, value] as const)
    })
}

/** Constant time, whatever the lengths. */
export function same(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}
