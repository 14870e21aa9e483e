import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import type { ReceiptSignature } from '../../../src/sms/gateway-settings.ts'
import { isSigned, type SignedRequest } from '../../../src/sms/receipts/signature.ts'

const url = 'https://login.example.com/sms/receipts/one/secret'

function request(headers: Record<string, string>, more: Partial<SignedRequest> = {}): SignedRequest {
  return { url, header: (name) => headers[name] ?? '', form: {}, body: '', ...more }
}

test('Twilio signs the address and the sorted form with HMAC-SHA1', async () => {
  const signature: ReceiptSignature = { scheme: 'twilio', token: 'token' }
  const form = { MessageStatus: 'delivered', MessageSid: 'SM1', Body: 'ü +' }
  const given = createHmac('sha1', 'token')
    .update(`${url}?a=1Bodyü +MessageSidSM1MessageStatusdelivered`)
    .digest('base64')
  const headers = { 'x-twilio-signature': given }
  const signed = { url: `${url}?a=1`, form }
  assert.equal(await isSigned(signature, request(headers, signed)), true)
  assert.equal(await isSigned(signature, request(headers, { form })), false)
  const changed = { ...signed, form: { ...form, MessageStatus: 'failed' } }
  assert.equal(await isSigned(signature, request(headers, changed)), false)
  assert.equal(await isSigned({ ...signature, token: 'other' }, request(headers, signed)), false)
  assert.equal(await isSigned(signature, request({}, signed)), false)
})

test('the example in Twilio’s documentation is accepted', async () => {
  const form = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }
  const example = { url: 'https://mycompany.com/myapp.php?foo=1&bar=2', form }
  const headers = { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }
  assert.equal(await isSigned({ scheme: 'twilio', token: '12345' }, request(headers, example)), true)
})

/** What Plivo would sign, as its own libraries put it together. */
const plivoCases: readonly [signed: string, Partial<SignedRequest>][] = [
  [`${url}.n1`, {}],
  [`${url}?a=1&b=2&b=3.n1`, { url: `${url}?b=3&a=1&b=2` }],
  [`${url}?MessageUUIDu1Statusdelivered.n1`, { form: { Status: 'delivered', MessageUUID: 'u1' } }],
  [`${url}?a=1.Statusdelivered.n1`, { url: `${url}?a=1`, form: { Status: 'delivered' } }],
]

test('Plivo signs address, query, form and nonce with HMAC-SHA256, once for each of its tokens', async () => {
  const signature: ReceiptSignature = { scheme: 'plivo', token: 'token' }
  for (const [signed, sent] of plivoCases) {
    const given = createHmac('sha256', 'token').update(signed).digest('base64')
    const headers = { 'x-plivo-signature-v3': `another, ${given}`, 'x-plivo-signature-v3-nonce': 'n1' }
    assert.equal(await isSigned(signature, request(headers, sent)), true, signed)
    const replayed = { ...headers, 'x-plivo-signature-v3-nonce': 'n2' }
    assert.equal(await isSigned(signature, request(replayed, sent)), false, signed)
    const changed = { ...sent, form: { Status: 'failed' } }
    assert.equal(await isSigned(signature, request(headers, changed)), false, signed)
    assert.equal(await isSigned({ ...signature, token: 'x' }, request(headers, sent)), false, signed)
  }
})

const vonage: ReceiptSignature = { scheme: 'vonage', secret: 'short secret' }
const body = '{"message_uuid":"u1","status":"delivered"}'
const digest = createHash('sha256').update(body).digest('hex')

async function jwt(payload: Record<string, unknown>, issuedAt: number | string = 'now', alg = 'HS256') {
  const key = new TextEncoder().encode('short secret')
  const token = new SignJWT(payload).setProtectedHeader({ alg })
  const dated = issuedAt === 'now' ? token.setIssuedAt() : token.setIssuedAt(Number(issuedAt))
  return { authorization: `Bearer ${await dated.sign(key)}` }
}

test('Vonage signs the body’s digest as a JWT, which is good for five minutes', async () => {
  const signed = await jwt({ payload_hash: digest })
  assert.equal(await isSigned(vonage, request(signed, { body })), true)
  assert.equal(await isSigned(vonage, request(signed, { body: `${body} ` })), false)
  assert.equal(await isSigned({ ...vonage, secret: 'other' }, request(signed, { body })), false)
  const now = Math.floor(Date.now() / 1000)
  assert.equal(
    await isSigned(vonage, request(await jwt({ payload_hash: digest }, now - 400), { body })),
    false,
  )
  assert.equal(
    await isSigned(vonage, request(await jwt({ payload_hash: digest }, now + 400), { body })),
    false,
  )
})

test('a JWT of Vonage’s without a digest vouches for no body, and one without a signature for nothing', async () => {
  assert.equal(await isSigned(vonage, request(await jwt({}), { body })), false)
  assert.equal(await isSigned(vonage, request(await jwt({}))), true)
  const [header, payload] = [
    { alg: 'none' },
    { iat: Math.floor(Date.now() / 1000), payload_hash: digest },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  assert.equal(
    await isSigned(vonage, request({ authorization: `Bearer ${header}.${payload}.` }, { body })),
    false,
  )
  assert.equal(
    await isSigned(vonage, request(await jwt({ payload_hash: digest }, 'now', 'HS512'), { body })),
    false,
  )
  assert.equal(await isSigned(vonage, request({ authorization: 'Basic x' }, { body })), false)
})
