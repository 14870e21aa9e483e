import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { authenticated } from '../../src/sms/authentication.ts'
import { exchange, openConnections } from '../../src/sms/exchange.ts'
import { createGateway } from '../../src/sms/gateway.ts'
import type { GatewayAuthentication } from '../../src/sms/gateway-settings.ts'
import { type FakeGateway, fakeGateway, message, settingsFor } from './fake-gateway.ts'
import { send } from './one-send.ts'

const fixed: Readonly<Record<string, [GatewayAuthentication, string, string]>> = {
  'basic, in UTF-8': [
    { scheme: 'basic', user: 'AC1', password: 'pä:ss' },
    'authorization',
    `Basic ${Buffer.from('AC1:pä:ss').toString('base64')}`,
  ],
  bearer: [{ scheme: 'bearer', token: 'abc.def-1' }, 'authorization', 'Bearer abc.def-1'],
  'a plain header': [{ scheme: 'header', name: 'X-Api-Key', value: 'App key,1' }, 'x-api-key', 'App key,1'],
}

for (const [title, [authentication, name, value]] of Object.entries(fixed)) {
  test(`credentials go out with the first request: ${title}`, async () => {
    await using gateway = await fakeGateway()
    assert.equal((await send(gateway.origin, { authentication })).outcome, 'accepted')
    assert.equal(gateway.received[0]?.headers[name], value)
  })
}

/** A token server on loopback: hands out token-1, token-2, … with this life, or whatever else it is told to. */
async function tokenServer(answer: (count: number) => object | number = () => ({})) {
  let count = 0
  return fakeGateway((response) => {
    count += 1
    const told = answer(count)
    if (typeof told === 'number') return response.writeHead(told).end('{}')
    const body = { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600, ...told }
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
}

const oauth = (origin: string): GatewayAuthentication => ({
  scheme: 'client-credentials',
  tokenUrl: `${origin}/token`,
  clientId: 'a client',
  clientSecret: 'p:ä&ss',
  scope: 'sms send',
})

const signal = () => AbortSignal.timeout(5000)
const bearers = (gateway: FakeGateway) => gateway.received.map(({ headers }) => headers.authorization)

test('OAuth 2: one token is fetched for many messages at once, and used until it is about to end', async () => {
  await using tokens = await tokenServer()
  await using gateway = await fakeGateway()
  const { send: post, close } = createGateway(
    settingsFor(gateway.origin, { authentication: oauth(tokens.origin) }),
  )
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => post(message, signal())))
  await post(message, signal())
  close()
  assert.ok(outcomes.every(({ status }) => status === 'accepted'))
  assert.deepEqual(new Set(bearers(gateway)), new Set(['Bearer token-1']))
  assert.equal(tokens.received.length, 1)
})

test('OAuth 2: the token request is a form, the client in HTTP Basic, each half written as in a form (RFC 6749 2.3.1)', async () => {
  await using tokens = await tokenServer()
  await using gateway = await fakeGateway()
  await send(gateway.origin, { authentication: oauth(tokens.origin) })
  const [request] = tokens.received
  assert.ok(request)
  assert.equal(request.method, 'POST')
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request.body.toString())), {
    grant_type: 'client_credentials',
    scope: 'sms send',
  })
  const [, credentials = ''] = request.headers.authorization?.split(' ') ?? []
  assert.equal(Buffer.from(credentials, 'base64').toString(), 'a+client:p%3A%C3%A4%26ss')
})

/** What a send comes to when the gateway answers these statuses, one after the other. */
async function sendTo(statuses: readonly number[], tokens: { origin: string }) {
  const left = [...statuses]
  const gateway = await fakeGateway((response: ServerResponse) =>
    response.writeHead(left.shift() ?? 202).end(),
  )
  const report = await send(gateway.origin, { authentication: oauth(tokens.origin), deadlineMs: 3000 })
  await gateway[Symbol.asyncDispose]()
  return { report, bearers: bearers(gateway) }
}

test('OAuth 2: a 401 fetches one new token and repeats the request once', async () => {
  await using tokens = await tokenServer()
  const { report, bearers: sent } = await sendTo([401, 202], tokens)
  assert.equal(report.outcome, 'accepted')
  assert.deepEqual(sent, ['Bearer token-1', 'Bearer token-2'])
})

test('OAuth 2: a second 401 is the answer; any other failure is never repeated', async () => {
  await using tokens = await tokenServer()
  const twice = await sendTo([401, 401, 202], tokens)
  assert.deepEqual([twice.report.outcome, twice.report.status], ['refused', 401])
  assert.equal(twice.bearers.length, 2)
  for (const status of [403, 429, 500]) assert.equal((await sendTo([status], tokens)).bearers.length, 1)
})

test('OAuth 2: two messages that meet a 401 at once share the new token', async () => {
  await using tokens = await tokenServer()
  await using gateway = await fakeGateway((response, { headers }) =>
    response.writeHead(headers.authorization === 'Bearer token-1' ? 401 : 202).end(),
  )
  const { send: post, close } = createGateway(
    settingsFor(gateway.origin, { authentication: oauth(tokens.origin) }),
  )
  const outcomes = await Promise.all([post(message, signal()), post(message, signal())])
  close()
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['accepted', 'accepted'],
  )
  assert.equal(tokens.received.length, 2)
})

const unusable: Readonly<Record<string, object | number>> = {
  'refuses the client': 401,
  'is broken': 500,
  'answers without a token': { access_token: undefined },
  'answers another kind of token': { token_type: 'mac' },
  'answers a token that would break a header': { access_token: 'a\r\nX-Evil: 1' },
  'answers a life that is none': { expires_in: 'soon' },
}

for (const [what, answer] of Object.entries(unusable)) {
  test(`OAuth 2: when the token server ${what}, nothing is sent and nothing of it is said`, async () => {
    await using tokens = await tokenServer(() => answer)
    const { report, bearers: sent } = await sendTo([], tokens)
    assert.equal(report.outcome, 'refused')
    assert.match(report.reason, /^no access token: (status \d+|unreadable answer)$/)
    assert.deepEqual(sent, [])
  })
}

test('OAuth 2: a token server that hangs ends with the deadline, and nothing is sent', async () => {
  await using tokens = await fakeGateway(() => {})
  await using gateway = await fakeGateway()
  const report = await send(gateway.origin, { authentication: oauth(tokens.origin) })
  assert.deepEqual([report.outcome, report.reason], ['refused', 'no access token: deadline'])
  assert.equal(gateway.connections(), 0)
})

test('OAuth 2: a token is replaced a minute before it ends, one that lives shorter at half time', async () => {
  for (const [life, used, replaced] of [
    [3600, 3539, 3541],
    [30, 14, 16],
    [undefined, 239, 241],
  ] as const) {
    await using tokens = await tokenServer(() => ({ expires_in: life }))
    await using gateway = await fakeGateway()
    const connections = openConnections(2, true)
    let seconds = 0
    const call = authenticated(
      { authentication: oauth(tokens.origin), deadlineMs: 3000 },
      (request, ends) => exchange(request, connections, ends),
      () => seconds * 1000,
    )
    const request = { method: 'POST', url: gateway.origin, headers: {}, body: '' } as const
    await call(request, signal())
    for (const moment of [used, replaced]) {
      seconds = moment
      await call(request, signal())
    }
    connections.close()
    assert.deepEqual(bearers(gateway), ['Bearer token-1', 'Bearer token-1', 'Bearer token-2'])
  }
})

test('a token server at a private address is refused unless the file allows it', () => {
  const settings = settingsFor('https://gateway.example', { allowPrivate: false })
  const authentication = oauth('https://169.254.169.254')
  assert.throws(() => createGateway({ ...settings, authentication }), /authentication: a private address/)
})
