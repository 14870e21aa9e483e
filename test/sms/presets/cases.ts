import type { AnswerClass } from '../../../src/sms/outcome.ts'
import type { Received } from '../fake-gateway.ts'

/** What a vendor documents about one of its answers. */
export interface AnswerCase {
  readonly status: number
  readonly body: unknown
  readonly means: AnswerClass
  readonly messageId?: string
}

/** A vendor's request as its documentation has it, and its answers. */
export interface PresetCase {
  /** Path and query, what goes in as the text left out. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What the vendor's parser must find, from the request as it came over the line. */
  fields(received: Received): unknown
  readonly expected: (text: string, number: string, ucs2: boolean) => unknown
  readonly answers: readonly AnswerCase[]
}

const json = ({ body }: Received): unknown => JSON.parse(body.toString())
const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body.toString()))
const query = ({ url }: Received) => Object.fromEntries(new URL(url, 'http://x').searchParams)

/** A query whose percent-encoded octets are Latin-1. */
const latinQuery = ({ url }: Received) =>
  Object.fromEntries(
    (url.split('?')[1] ?? '').split('&').map((pair) => pair.split('=').map((half) => unescape(half))),
  )

const plus = (number: string) => `+${number}`
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})
const formType = { 'content-type': 'application/x-www-form-urlencoded' }
const jsonType = { 'content-type': 'application/json' }

const nexmoAnswers: readonly AnswerCase[] = [
  {
    status: 200,
    body: { messages: [{ status: '0', 'message-id': 'n1' }] },
    means: 'accepted',
    messageId: 'n1',
  },
  { status: 200, body: { messages: [{ status: '1', 'error-text': 'Throttled' }] }, means: 'try-later' },
  {
    status: 200,
    body: { messages: [{ status: '4', 'error-text': 'Bad credentials' }] },
    means: 'set-up-wrong',
  },
  { status: 200, body: { messages: [{ status: '9' }] }, means: 'account-empty' },
  { status: 200, body: { messages: [{ status: '7' }] }, means: 'recipient-refused' },
  // Sent in part: neither sent nor refused.
  { status: 200, body: { messages: [{ status: '0' }, { status: '9' }] }, means: 'unknown' },
  { status: 200, body: { messages: [] }, means: 'unknown' },
  { status: 200, body: '<html>', means: 'unknown' },
]
const nexmoFields = (text: string, number: string, ucs2: boolean) => ({
  api_key: 'VONAGEAPIKEY',
  api_secret: 'VONAGEAPISECRET',
  from: 'VONAGEFROM',
  to: number,
  text,
  type: ucs2 ? 'unicode' : 'text',
})

const twilioAnswers: readonly AnswerCase[] = [
  { status: 201, body: { sid: 'SM1', status: 'queued' }, means: 'accepted', messageId: 'SM1' },
  { status: 201, body: { sid: 'SM1', status: 'failed' }, means: 'recipient-refused' },
  { status: 400, body: { code: 21211, status: 400 }, means: 'recipient-refused' },
  { status: 400, body: { code: 21606, status: 400 }, means: 'set-up-wrong' },
  { status: 401, body: { code: 20003, status: 401 }, means: 'set-up-wrong' },
  { status: 429, body: { code: 20429, status: 429 }, means: 'try-later' },
  { status: 500, body: '', means: 'unknown' },
]
const twilio = {
  headers: { ...formType, ...basic('TWILIOACCOUNTSID', 'TWILIOAUTHTOKEN') },
  fields: form,
  expected: (text: string, number: string) => ({ To: plus(number), From: '+TWILIOFROM', Body: text }),
  answers: twilioAnswers,
}

/** By the preset's name. Credentials are the names of their variables without the underscores. */
export const presetCases: Readonly<Record<string, PresetCase>> = {
  'nexmo-legacy': {
    path: '/sms/json?',
    headers: { 'content-length': '0' },
    fields: query,
    expected: nexmoFields,
    answers: nexmoAnswers,
  },
  'vonage-sms': {
    path: '/sms/json',
    headers: formType,
    fields: form,
    expected: nexmoFields,
    answers: nexmoAnswers,
  },
  'vonage-messages': {
    path: '/v1/messages',
    headers: { ...jsonType, ...basic('VONAGEAPIKEY', 'VONAGEAPISECRET') },
    fields: json,
    expected: (text, to) => ({ message_type: 'text', channel: 'sms', to, from: 'VONAGEFROM', text }),
    answers: [
      { status: 202, body: { message_uuid: 'u1' }, means: 'accepted', messageId: 'u1' },
      { status: 401, body: { title: 'Unauthorized' }, means: 'set-up-wrong' },
      { status: 402, body: { title: 'Low balance' }, means: 'account-empty' },
      { status: 422, body: { title: 'Invalid params' }, means: 'recipient-refused' },
      { status: 429, body: {}, means: 'try-later' },
    ],
  },
  'clickatell-legacy': {
    path: '/rest/message',
    headers: {
      ...jsonType,
      'x-version': '1',
      authorization: 'Bearer CLICKATELLTOKEN',
      accept: 'application/json',
    },
    fields: json,
    expected: (text, number) => ({ text, to: [number] }),
    answers: [
      {
        status: 202,
        body: { data: { message: [{ accepted: true, to: '1', apiMessageId: 'c1' }] } },
        means: 'accepted',
        messageId: 'c1',
      },
      { status: 202, body: { data: { message: [{ accepted: false }] } }, means: 'recipient-refused' },
      { status: 202, body: { data: { message: [] } }, means: 'unknown' },
      { status: 400, body: { error: { code: '105' } }, means: 'recipient-refused' },
      { status: 401, body: { error: { code: '001' } }, means: 'set-up-wrong' },
      { status: 402, body: {}, means: 'account-empty' },
      { status: 429, body: {}, means: 'try-later' },
    ],
  },
  'clickatell-one': {
    path: '/v1/message',
    headers: { ...jsonType, authorization: 'CLICKATELLAPIKEY' },
    fields: json,
    expected: (content, to) => ({
      messages: [{ channel: 'sms', to, content, clientMessageId: 'message-1' }],
    }),
    answers: [
      {
        status: 202,
        body: { messages: [{ apiMessageId: 'o1', accepted: true, error: null }], error: null },
        means: 'accepted',
        messageId: 'o1',
      },
      // Its rate limit is a 400.
      { status: 400, body: { messages: [], error: { code: 43 } }, means: 'try-later' },
      {
        status: 400,
        body: { messages: [{ accepted: false, error: { code: 25 } }] },
        means: 'recipient-refused',
      },
      { status: 402, body: { error: { code: 20 } }, means: 'account-empty' },
      { status: 401, body: { error: { code: 1 } }, means: 'set-up-wrong' },
    ],
  },
  plivo: {
    path: '/v1/Account/PLIVOAUTHID/Message/',
    headers: { ...jsonType, ...basic('PLIVOAUTHID', 'PLIVOAUTHTOKEN') },
    fields: json,
    expected: (text, dst) => ({ src: 'PLIVOFROM', dst, text, log: false }),
    answers: [
      { status: 202, body: { message_uuid: ['p1'] }, means: 'accepted', messageId: 'p1' },
      { status: 202, body: { message_uuid: [] }, means: 'unknown' },
      { status: 202, body: { message_uuid: [], invalid_number: ['1'] }, means: 'recipient-refused' },
      { status: 400, body: { error: 'invalid' }, means: 'recipient-refused' },
      { status: 401, body: 'no', means: 'set-up-wrong' },
    ],
  },
  'bulksms-legacy': {
    path: '/eapi/submission/send_sms/2/2.0?',
    headers: formType,
    fields: latinQuery,
    expected: (text, msisdn, ucs2) => ({
      username: 'BULKSMSUSERNAME',
      password: 'BULKSMSPASSWORD',
      message: ucs2 ? Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase() : text,
      msisdn,
      dca: ucs2 ? '16bit' : '7bit',
    }),
    answers: [
      { status: 200, body: '0|IN_PROGRESS|123', means: 'accepted' },
      { status: 200, body: '23|Authentication failed|', means: 'set-up-wrong' },
      { status: 200, body: '24|Data validation failed|', means: 'recipient-refused' },
      { status: 200, body: '25|You do not have sufficient credits|', means: 'account-empty' },
      { status: 200, body: '40|Temporarily unavailable|', means: 'try-later' },
      { status: 200, body: '22|Internal fatal error|', means: 'unknown' },
      { status: 500, body: '', means: 'unknown' },
    ],
  },
  bulksms: {
    path: '/v1/messages?auto-unicode=true&deduplication-id=',
    headers: { ...jsonType, ...basic('BULKSMSTOKENID', 'BULKSMSTOKENSECRET') },
    fields: json,
    expected: (body, number) => [{ to: [{ address: plus(number) }], body }],
    answers: [
      { status: 201, body: [{ id: 'b1', status: { type: 'ACCEPTED' } }], means: 'accepted', messageId: 'b1' },
      {
        status: 201,
        body: [{ id: 'b1', status: { type: 'FAILED', subtype: 'BLOCKED' } }],
        means: 'recipient-refused',
      },
      { status: 201, body: [], means: 'unknown' },
      {
        status: 403,
        body: { type: 'https://developer.bulksms.com/json/v1/errors#insufficient-credits' },
        means: 'account-empty',
      },
      { status: 401, body: {}, means: 'set-up-wrong' },
    ],
  },
  'twilio-legacy': { path: '/2010-04-01/Accounts/TWILIOACCOUNTSID/SMS/Messages.json', ...twilio },
  twilio: { path: '/2010-04-01/Accounts/TWILIOACCOUNTSID/Messages.json', ...twilio },
  webhook: {
    path: '/hook',
    headers: { ...jsonType, authorization: 'Bearer WEBHOOKTOKEN', 'idempotency-key': 'message-1' },
    fields: json,
    expected: (text, number) => ({ id: 'message-1', to: plus(number), text }),
    answers: [
      { status: 200, body: '', means: 'accepted' },
      { status: 400, body: '', means: 'recipient-refused' },
      { status: 429, body: '', means: 'try-later' },
      { status: 503, body: '', means: 'unknown' },
      { status: 500, body: '', means: 'unknown' },
    ],
  },
}
