import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { renderTrial } from '../../src/cli/sms-render.ts'
import { sendTrial } from '../../src/cli/sms-send.ts'
import { configuration } from '../config/support.ts'
import { fakeGateway } from '../sms/fake-gateway.ts'
import { gatewayThat } from '../sms/gateways.ts'

const canary = 'canary+7f1d/0c=='
const gatewayFile = (url: string) => `url = "${url}?api_key=literal-9a8b&to=$ctx.num"
headers = ["Content-Type: application/json", "X-Auth-Token: literal-1f2e", "X-Plain: shown"]
payload = '{"to":"$ctx.num","text":"$ctx.msg","password":"literal-\\"5c","note":"\${CANARY}"}'
allow_private = true
[authentication]
scheme = "basic"
user = "account"
password = "\${CANARY}"
[response]
accepted = { path = "accepted", equals = true }
message_id = "id"
`

async function run(t: TestContext, command: typeof renderTrial, url: string, more = {}) {
  process.env.CANARY = encodeURIComponent(canary)
  const config = await configuration(t, { 'sms/mine.toml': gatewayFile(url) })
  let printed = ''
  const out = { write: (text: string) => (printed += text) }
  const code = await command({ gateway: 'mine', to: '+94778888888', config, out, ...more })
  return { code, printed }
}

test('render prints the request byte for byte, with every secret hidden', async (t) => {
  const { code, printed } = await run(t, renderTrial, 'http://127.0.0.1:9/sms', { text: 'Ünï & "co"' })
  assert.equal(code, 0)
  const lines = [
    'POST /sms?api_key=***&to=94778888888 HTTP/1.1',
    'user-agent: Latchkey',
    'Authorization: Basic ***',
    'Content-Type: application/json',
    'X-Auth-Token: ***',
    'X-Plain: ***',
    'Host: 127.0.0.1:9',
    'Connection: keep-alive',
    'Content-Length: 104',
    '',
    '{"to":"94778888888","text":"Ünï & \\"co\\"","password":"***","note":"***"}',
    '',
  ]
  assert.deepEqual(printed.slice(printed.indexOf('POST')).split(/\r?\n/), lines)
  for (const secret of ['canary', 'literal', Buffer.from(canary).toString('base64')]) {
    assert.ok(!printed.includes(secret), secret)
  }
})

test('what is printed is what a gateway gets, but for what is hidden', async (t) => {
  await using gateway = await fakeGateway()
  const file = 'url = "ORIGIN/sms/$ctx.num?text=$ctx.msg"\nmethod = "PUT"\nallow_private = true\n'
  const config = await configuration(t, { 'sms/mine.toml': file.replace('ORIGIN', gateway.origin) })
  let printed = ''
  const options = {
    gateway: 'mine',
    to: '+94778888888',
    config,
    out: { write: (text: string) => (printed += text) },
  }
  assert.equal(await sendTrial(options), 0)
  printed = ''
  assert.equal(await renderTrial(options), 0)
  const [request] = gateway.received
  const { method, url, headers } = request ?? {}
  const printedHeaders = printed.split('\r\n').slice(1, -2)
  const told = printedHeaders.map((line) => {
    const [name = '', value = ''] = line.split(': ')
    return [name.toLowerCase(), value]
  })
  assert.equal(printed.slice(printed.indexOf('PUT')).split('\r\n')[0], `${method} ${url} HTTP/1.1`)
  assert.deepEqual(Object.fromEntries(told), { ...headers, host: headers?.host })
})

/** Each is a secret in a place of its own; none may be readable in any form. `@{` stands for the `${` of files. */
const places: Readonly<Record<string, string>> = {
  path: 'url = "https://a.example/v1/@{S}/send?to=$ctx.num&text=$ctx.msg"\n',
  'literal in the path': 'url = "https://a.example/hooks/T0ken-SECRET-8c1/send?to=$ctx.num&text=$ctx.msg"\n',
  query: 'url = "https://a.example/?q=@{S}&to=$ctx.num&text=$ctx.msg"\n',
  'whole address': 'url = "@{URL}"\nmethod = "POST"\npayload = "to=$ctx.num&text=$ctx.msg"\n',
  'a header of any name':
    'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\nheaders = ["X-Zone: @{S}", "X-Plain: SECRET word"]\n',
  cookie: 'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\nheaders = ["Cookie: a=SECRET; b=SECRET"]\n',
  'a header scheme':
    'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\n[authentication]\nscheme = "header"\nname = "X-Zone"\nvalue = "SECRET two"\n',
  bearer:
    'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\n[authentication]\nscheme = "bearer"\ntoken = "SECRET"\n',
  basic:
    'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\n[authentication]\nscheme = "basic"\nuser = "SECRET"\npassword = "@{S}"\n',
  JSON: 'url = "https://a.example/"\nmethod = "POST"\npayload = \'{"zone":"@{S}","pin":"SECRET","token":12345678,"to":"$ctx.num","text":"$ctx.msg"}\'\n',
  XML: 'url = "https://a.example/"\nmethod = "POST"\nheaders = ["Content-Type: application/xml"]\npayload = "<m><password>SECRET</password><zone>@{S}</zone><a key=\'SECRET\'/><to>$ctx.num</to><t>$ctx.msg</t></m>"\n',
  form: 'url = "https://a.example/"\nmethod = "POST"\npayload = "password=SECRET&zone=@{S}&to=$ctx.num&text=$ctx.msg"\n',
  'an own Authorization header':
    'url = "https://a.example/?to=$ctx.num&text=$ctx.msg"\n[authentication]\nscheme = "header"\nname = "Authorization"\nvalue = "SECRET"\n',
  'a path without digits': 'url = "https://a.example/h/abcSECRETdefg/?to=$ctx.num&text=$ctx.msg"\n',
  'a path with a value': 'url = "https://a.example/key=SECRET;x/?to=$ctx.num&text=$ctx.msg"\n',
  'an escaped name': 'url = "https://a.example/?p%61ss=SECRET&to=$ctx.num&text=$ctx.msg"\n',
  'nested JSON':
    'url = "https://a.example/"\nmethod = "POST"\npayload = \'{"keys":["SECRET"],"auth":{"v":"SECRET"},"p\\u0061ss":"SECRET","to":"$ctx.num","text":"$ctx.msg"}\'\n',
  CDATA:
    'url = "https://a.example/"\nmethod = "POST"\nheaders = ["Content-Type: application/xml"]\npayload = "<m><password><![CDATA[SECRET]]></password><to>$ctx.num</to><t>$ctx.msg</t></m>"\n',
  port: 'url = "https://a.example:@{PORT}/?pass=SECRET&to=$ctx.num&text=$ctx.msg"\n',
  'an address with placeholders': 'url = "@{TEMPLATE}"\n',
  short: 'url = "https://a.example/?z=@{SHORT}&to=$ctx.num&text=$ctx.msg"\n',
}

for (const [place, file] of Object.entries(places)) {
  test(`render hides a secret: ${place}`, async (t) => {
    Object.assign(process.env, {
      S: "SECRET'9%+ü",
      URL: 'https://b.example/SECRET?k=SECRET',
      SHORT: 'Q9z',
      PORT: '8443',
      TEMPLATE: 'https://b.example/SECRET?to=$ctx.num&t=$ctx.msg',
    })
    const config = await configuration(t, { 'sms/mine.toml': file.replaceAll('@{', '${') })
    let printed = ''
    const out = { write: (text: string) => (printed += text) }
    assert.equal(await renderTrial({ gateway: 'mine', to: '+94778888888', config, out }), 0)
    assert.doesNotMatch(printed, /SECRET|12345678(?!0)|Q9z|U0VDUkVU|xHIDDENx|1733173/)
    assert.match(printed, /\*\*\*/)
    assert.match(printed, /94778888888/)
  })
}

test('send sends one message, and says what the answer means', async (t) => {
  await using gateway = await gatewayThat('accept')
  const { code, printed } = await run(t, sendTrial, `${gateway.url}/messages`)
  assert.equal(code, 0)
  assert.equal(gateway.delivered.length, 1)
  assert.match(printed, /\nIt wrote: \{"id":".+","accepted":true\}\n/)
  assert.match(
    printed,
    /status 202 .* accepted \(\[response\] accepted\)\nIts id there: .*\nThe gateway took/,
  )
  assert.ok(!/canary|literal|94778888888/.test(printed))
})

for (const [mode, meaning] of [
  ['refuse', /does not send to this number/],
  ['200-with-error', /may have been sent, or not/],
  ['busy', /cannot take it now/],
  ['reset', /may have been sent, or not/],
] as const) {
  test(`send says what ${mode} means, and fails`, async (t) => {
    await using gateway = await gatewayThat(mode)
    const { code, printed } = await run(t, sendTrial, `${gateway.url}/messages`)
    assert.equal(code, 1)
    assert.match(printed, meaning)
  })
}

test('send names the rule that decided, the list of statuses among them', async (t) => {
  for (const [status, rule] of [
    [202, 'accepted (status among response_codes)'],
    [403, 'refused (status not among response_codes)'],
    [500, 'unknown (status not among response_codes)'],
  ] as const) {
    await using gateway = await fakeGateway((response) => response.writeHead(status).end())
    const { code, printed } = await trial(t, `url = "${gateway.origin}/?to=$ctx.num&text=$ctx.msg"\n`)
    assert.equal(code, status === 202 ? 0 : 1)
    assert.ok(printed.includes(rule), printed)
    assert.match(printed, /It wrote nothing\./)
  }
})

async function trial(t: TestContext, file: string) {
  const config = await configuration(t, { 'sms/mine.toml': `allow_private = true\n${file}` })
  let printed = ''
  const out = { write: (text: string) => (printed += text) }
  const code = await sendTrial({ gateway: 'mine', to: '+94778888888', config, out })
  return { code, printed }
}

test('send shows the beginning of the answer, with every secret that it repeats hidden', async (t) => {
  process.env.S = "SECRET'9+ü"
  await using gateway = await fakeGateway((response, { url, headers }) => {
    const { authorization, 'x-zone': zone } = headers
    const raw = [process.env.S, 'SECRETpass word', 'acc:SECRETpass word']
    const asked = [url, decodeURIComponent(String(url)), authorization, zone, ...raw]
    response.writeHead(403).end(`no \u001b[31m\u202e\r\n${asked.join(' | ')}${'.'.repeat(500)}`)
  })
  const { printed } = await trial(
    t,
    `url = "${gateway.origin}/k3y-SECRET-abc1/?zone=\${S}&api_key=SECRETkey&to=$ctx.num&text=$ctx.msg"
headers = ["X-Zone: SECRETzone and more"]
[authentication]
scheme = "basic"
user = "acc"
password = "SECRETpass word"
`,
  )
  assert.match(printed, /It wrote: no \\u001b\[31m\\u202e\\u000d\\u000a.*\*\*\*.*…\n/)
  assert.doesNotMatch(printed, /SECRET|U0VDUkVU|94778888888|[^\P{C}\n]/u)
  assert.ok(printed.length < 700, `${printed.length}`)
})

test('a gateway that is not there is said to be so', async (t) => {
  await assert.rejects(
    run(t, sendTrial, 'http://127.0.0.1:9/', { gateway: 'other' }),
    /is called "other"; there are: main, mine/,
  )
  await assert.rejects(run(t, sendTrial, 'http://127.0.0.1:9/', { gateway: 'mime' }), /did you mean "mine"\?/)
})

test('send wants every secret of a gateway that is switched off: nothing leaves with a name in its place', async (t) => {
  await using served = await fakeGateway()
  const off = `enabled = false\nurl = "${served.origin}"\nallow_private = true\nheaders = "X-Key: \${NOWHERE_SET}"\npayload = "to=$ctx.num&text=$ctx.msg"\n`
  const config = await configuration(t, { 'sms/off.toml': off })
  const trial = { gateway: 'off', to: '+94778888888', config, out: { write: () => true } }
  await assert.rejects(sendTrial(trial), { message: /NOWHERE_SET is not set/ })
  assert.equal(served.received.length, 0)
  assert.equal(await renderTrial(trial), 0)
})
