import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { renderTrial } from '../../src/cli/sms-render.ts'
import { sendTrial } from '../../src/cli/sms-send.ts'
import { configuration } from '../config/support.ts'
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
  const code = await command({ gateway: 'mine', to: '+94 77 888 8888', config, out, ...more })
  return { code, printed }
}

test('render prints the request as it goes over the line, with every secret hidden', async (t) => {
  const { code, printed } = await run(t, renderTrial, 'http://127.0.0.1:9/sms', { text: 'Ünï & "co"' })
  assert.equal(code, 0)
  assert.equal(
    printed.slice(printed.indexOf('POST')),
    `POST /sms?api_key=***&to=94778888888 HTTP/1.1
Host: 127.0.0.1:9
User-Agent: Latchkey
Authorization: Basic ***
Content-Type: application/json
X-Auth-Token: ***
X-Plain: shown
Content-Length: 104

{"to":"94778888888","text":"Ünï & \\"co\\"","password":"***","note":"***"}
`,
  )
  for (const secret of ['canary', 'literal', Buffer.from(canary).toString('base64')]) {
    assert.ok(!printed.includes(secret), secret)
  }
})

test('send sends one message, and says what the answer means', async (t) => {
  await using gateway = await gatewayThat('accept')
  const { code, printed } = await run(t, sendTrial, `${gateway.url}/messages`)
  assert.equal(code, 0)
  assert.equal(gateway.delivered.length, 1)
  assert.match(printed, /status 202 .*\nIts id there: .*\nThe gateway took the message\.\n$/)
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

test('a number that is none, and a gateway there is not, are said to be so', async (t) => {
  await assert.rejects(run(t, sendTrial, 'http://127.0.0.1:9/', { to: '12' }), /--to is not a phone number/)
  await assert.rejects(run(t, sendTrial, 'http://127.0.0.1:9/', { gateway: 'other' }), /no such file/)
})
