import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { readExposition } from '../../src/cli/exposition.ts'
import { showStatus } from '../../src/cli/status.ts'
import { configuration } from '../config/support.ts'
import { main, startServing } from '../operations/serving.ts'

async function status(folder: string) {
  const child = spawn(process.execPath, [main, 'status', '--config', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, code] = await Promise.all([text(child.stdout), exited])
  return { out, code }
}

test('latchkey status prints what the running server counts, and says when nothing answers', async () => {
  const serving = await startServing()
  try {
    const request = new URLSearchParams({
      client_id: 'app',
      redirect_uri: 'https://app.example/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      prompt: 'none',
    })
    await fetch(`${serving.issuer}/auth?${request}`, { redirect: 'manual' })
    request.delete('prompt')
    await fetch(`${serving.issuer}/auth?${request}`, { redirect: 'manual' })
    const running = await status(serving.folder)
    assert.equal(running.code, 0)
    assert.match(running.out, /^state +ready\n/)
    assert.match(running.out, /^authorizations +error 1$/m)
    assert.match(running.out, /^messages +none$/m)
    assert.match(running.out, /^store answers after +0\.\d+ s on average$/m)
    assert.match(running.out, /^configuration +number 1, since \d{4}-\d\d-\d\dT/m)
    serving.child.kill('SIGKILL')
    await serving.exited
    const gone = await status(serving.folder)
    assert.equal(gone.code, 1)
    assert.match(gone.out, /^Nothing answers on http:\/\/127\.0\.0\.1:\d+: /)
  } finally {
    await serving.close()
  }
})

test('what is counted is told in sums, shares and averages; a server that is not ready is exit code 1', async (t) => {
  const answers = new Map([
    ['/status', JSON.stringify({ generation: 3, loadedAt: '2026-01-01T00:00:00.000Z' })],
    [
      '/metrics',
      `latchkey_sms_messages_total{gateway="one",country="LK",language="en",client="shop",outcome="accepted"} 3
latchkey_sms_messages_total{gateway="two",country="IN",language="ar",client="shop",outcome="accepted"} 1
latchkey_sms_messages_total{gateway="two",country="IN",language="ar",client="",outcome="refused"} 2
latchkey_sms_verified_total{country="LK"} 3
latchkey_sms_receipt_seconds_sum{gateway="one"} 9
latchkey_sms_receipt_seconds_count{gateway="one"} 2
latchkey_sms_money_total{gateway="one"} 0.2
latchkey_sms_decisions_total{outcome="refused",budget="number"} 5
latchkey_sms_decisions_total{outcome="allowed",budget=""} 6
latchkey_login_steps_total{step="password",outcome="wrong"} 7
latchkey_login_steps_total{step="sms",outcome="right"} 3
latchkey_gateway_left_alone{gateway="one"} 1
latchkey_gateway_left_alone{gateway="two"} 0
latchkey_sink_lines_lost_total{sink="audit"} 4
`,
    ],
  ])
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(answers.has(url) ? 200 : 503).end(answers.get(url) ?? 'stopping\n')
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const directory = await configuration(t, { 'deployment.toml': `[operations]\nport = ${port}\n` })
  let printed = ''
  const code = await showStatus(directory, { write: (line) => (printed += line) })
  assert.equal(code, 1)
  const said = new Map(printed.split('\n').map((line) => [line.slice(0, 22).trim(), line.slice(23)]))
  const expected = {
    state: 'stopping',
    configuration: 'number 3, since 2026-01-01T00:00:00.000Z',
    passwords: 'wrong 7',
    'codes by SMS': 'right 3',
    messages: 'accepted 4, refused 2',
    'accepted, by country': 'LK 3, IN 1',
    'accepted, by gateway': 'one 3, two 1',
    'accepted, by client': 'shop 4',
    'accepted, by language': 'en 3, ar 1',
    'receipts after': '4.5 s on average',
    verified: '3 of 4 accepted (75 %)',
    money: '0.20',
    'refused by limits': 'number 5',
    gateways: 'one left alone, two fine',
    'lines lost': '4',
  }
  for (const [label, words] of Object.entries(expected)) assert.equal(said.get(label), words, label)
})

test('samples are added up by label, whatever a value holds', () => {
  const { sum, by } = readExposition(
    [
      '# TYPE a counter',
      'a{x="one",y="b"} 2',
      'a{x="two",y="a \\"b\\", {c}"} 3',
      'a{x="two",y="b"} 4',
      'b 1e3',
    ].join('\n'),
  )
  assert.equal(sum('a'), 9)
  assert.equal(sum('a', { y: 'b' }), 6)
  assert.equal(sum('b'), 1000)
  assert.deepEqual(
    [...by('a', 'x')],
    [
      ['two', 7],
      ['one', 2],
    ],
  )
  assert.equal(sum('nothing'), 0)
})
