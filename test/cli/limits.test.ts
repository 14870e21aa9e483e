import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { explainSend } from '../../src/cli/explain/send.ts'
import { showSpend } from '../../src/cli/sms-spend.ts'
import { startSending, stopSending } from '../../src/cli/sms-switch.ts'
import { loadSettings } from '../../src/config/load.ts'
import { createSendGate } from '../../src/limits/send-gate.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { configuration, randomKey, signingKeys } from '../config/support.ts'

const deployment = `[server]
issuer = "https://login.example.com"
[store]
directory = "data"
[secrets]
signing_keys = "file:secrets/signing"
cookie_keys = ["file:secrets/cookie"]
code_keys = ["file:secrets/code"]
[limits]
login_countries = ["LK"]
[limits.money]
currency = "EUR"
per_day = "2.50"
per_month = 20
[limits.money.prices]
default = 0.07
`

const client = `[[client]]
client_id = "app"
client_secret = "${randomKey()}"
redirect_uris = ["https://app.example.com/callback"]
`

/** A configuration with a store that a server would have open, and one account. */
async function house(t: TestContext) {
  const directory = await configuration(t, {
    'deployment.toml': deployment,
    'clients.toml': client,
    'secrets/signing': signingKeys(),
    'secrets/cookie': randomKey(),
    'secrets/code': randomKey(),
  })
  const store = await openEmbeddedStore({ directory: join(directory, 'data') })
  t.after(() => store.close())
  const account = { id: 'a1', version: 1, username: 'bob', number: '+94778888888', numberVerified: true }
  await store.accounts.save({ ...account, createdAt: 0, updatedAt: 0 }, ['bob'])
  let printed = ''
  const out = { write: (text: string) => (printed += text) }
  const taken = () => {
    const text = printed
    printed = ''
    return text
  }
  return { directory, store, out, taken }
}

test('explain send says what is left of each budget, and takes nothing', async (t) => {
  const { directory, out, taken } = await house(t)
  const ask = () =>
    explainSend({ config: directory, user: 'Bob', client: 'app', address: '2001:db8::1', out })
  assert.equal(await ask(), 0)
  const said = taken()
  assert.match(said, /A message would be sent\.\nIts country is LK\./)
  assert.match(said, /left after it: number +4 /)
  assert.match(said, /left after it: network +9 /)
  assert.match(said, /left after it: money, this day +2\.43 +deployment\.toml:13 +money\.per_day = 2\.5\n/)
  assert.equal(await ask(), 0)
  assert.equal(taken(), said)
  assert.equal(await explainSend({ config: directory, user: 'nobody', out }), 1)
  assert.equal(await explainSend({ config: directory, user: 'bob', client: 'ap', out }), 1)
  assert.match(taken(), /There is no client "ap" in clients\.toml; did you mean "app"\?/)
})

test('stop, spend, explain and start, beside the server that runs on the store', async (t) => {
  const { directory, store, out, taken } = await house(t)
  assert.equal(await stopSending(directory, 'the bill', out), 0)
  assert.equal((await store.limits.spend.stopped())?.reason, 'the bill')
  taken()
  assert.equal(await showSpend(directory, out), 0)
  const said = taken()
  assert.match(said, /^Sending is stopped since .+: the bill\n/)
  assert.match(said, /money, this day +0\.00 EUR of 2\.50 EUR \(0 %\)/)
  assert.match(said, /messages to LK, this day +0 of 3000 \(0 %\)/)
  assert.equal(await explainSend({ config: directory, user: 'bob', out }), 1)
  assert.match(
    taken(),
    /No message would be sent: sending is stopped \("latchkey sms start" takes it back\)\.\n/,
  )
  assert.equal(await startSending(directory, out), 0)
  assert.equal(await store.limits.spend.stopped(), undefined)
})

test('explain send says what about an account forbids a message', async (t) => {
  const { directory, store, out, taken } = await house(t)
  const found = await store.accounts.find('a1')
  assert.ok(found)
  let { version } = found
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ disabled: true }, /account +it is disabled/],
    [{ smsOptOut: true }, /opted out/],
    [{ numberVerified: false }, /number is not proved/],
    [{ number: undefined }, /has no number/],
    [{ disabledFactors: ['sms'] }, /turned off: sms \("latchkey user unlock"/],
  ]
  for (const [change, said] of refused) {
    const next = JSON.parse(JSON.stringify({ ...found, ...change, version: version + 1 }))
    assert.ok((await store.accounts.save(next, ['bob'])).saved)
    version += 1
    assert.equal(await explainSend({ config: directory, user: 'bob', out }), 1)
    assert.match(taken(), said)
  }
  await store.accounts.save({ ...found, version: version + 1 }, ['bob'])
  const place = { account: 'a1', purpose: 'login', browser: 'b' }
  const terms = { lifetime: 60_000, tries: 99, resends: 0, cooldowns: [0], sendDeadline: 1000, keep: 1000 }
  await store.challenges.open(place, 'x', { kid: 'k', digest: 'd' }, terms)
  for (let wrong = 0; wrong < 10; wrong += 1) {
    await store.challenges.verify(place, { k: 'wrong' }, defaultBounds)
  }
  assert.equal(await explainSend({ config: directory, user: 'bob', out }), 1)
  assert.match(taken(), /codes are locked until \d{4}-/)
})

test('stop and start need deployment.toml and the store, whatever else is wrong', async (t) => {
  const { directory, store, out } = await house(t)
  await writeFile(join(directory, 'users.toml'), '[[user]]\nusername = ')
  await writeFile(join(directory, 'sms', 'main.toml'), `url = "\${NOWHERE_SET}"`)
  await rm(join(directory, 'secrets'), { recursive: true })
  assert.equal(await stopSending(directory, 'fraud', out), 0)
  assert.equal((await store.limits.spend.stopped())?.reason, 'fraud')
  assert.equal(await startSending(directory, out), 0)
})

test('stop says so when there is no store that a server could be running on', async (t) => {
  const directory = await configuration(t, { 'deployment.toml': deployment })
  await assert.rejects(
    stopSending(directory, 'fraud', { write: () => true }),
    /there is no store in .*data yet/,
  )
})

test('explain send says which option would let the message leave', async (t) => {
  const { directory, store, out, taken } = await house(t)
  const { settings } = await loadSettings({ directory, mode: 'serve' })
  const gate = createSendGate({
    store: store.limits.spend,
    limits: settings.limits,
    key: settings.secrets.cookieKeys[0] ?? '',
    lifetimeSeconds: 300,
    audit: () => {},
  })
  await gate.decide({ account: 'a1', purpose: 'login', number: '+94778888888' }, false)
  assert.equal(await explainSend({ config: directory, user: 'bob', out }), 1)
  assert.match(
    taken(),
    /No message would be sent: the last message to this number left too short a time ago \(gap_seconds in \[limits\]\)\.\n {2}default {2}gap_seconds = \[30, 60, 120, 300\]\nThe next one may leave at 2\d{3}-/,
  )
})
