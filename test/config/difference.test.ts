import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { differ, differences } from '../../src/config/difference.ts'
import type { LoadOptions } from '../../src/config/load.ts'
import { configuration, type FileTexts, load, randomKey, signingKeys } from './support.ts'

/** What is not to be shown has it in it, once it is changed. */
const canary = 'canary'
const files = {
  'deployment.toml': `[server]
issuer = "http://localhost:3000"
[application]
name = "Latchkey"
[limits]
login_countries = ["LK"]
[secrets]
signing_keys = "file:secrets/signing"
cookie_keys = ["file:secrets/cookie"]
code_keys = ["file:secrets/code"]
`,
  'clients.toml': `[[client]]
client_id = "app"
client_secret = "${randomKey()}"
redirect_uris = ["https://app.example/callback"]
`,
  'users.toml': '[[user]]\nusername = "anna"\n',
  'sms/main.toml': `url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg&template=$ctx.template"
template_ids = { default = "1" }
headers = ["X-Key: a"]
deadline_milliseconds = 4000
`,
}
type Name = keyof typeof files

/** The lines for one file that another text is written into. */
async function told(t: TestContext, name: string, text: string, secrets: FileTexts = {}) {
  const directory = await configuration(t, { ...files, ...secrets })
  const options: Partial<LoadOptions> =
    Object.keys(secrets).length > 0 ? { mode: 'serve', additions: {} } : {}
  const before = await load(directory, options)
  await writeFile(join(directory, name), text, { mode: 0o600 })
  const after = await load(directory, options)
  assert.deepEqual(differences(before.settings, before.settings), [])
  const back = differences(after.settings, before.settings)
  const other = differ(before.settings, after.settings)
  return { lines: differences(before.settings, after.settings), back, other }
}

const withLines = (name: Name, lines: string) => [name, `${files[name]}${lines}\n`] as const
const replaced = (name: Name, old: string | RegExp, text: string) =>
  [name, files[name].replace(old, text)] as const

const hidden: readonly (readonly [line: string, edit: readonly [name: string, text: string]])[] = [
  [
    'client app: client_secret: changed',
    replaced('clients.toml', /client_secret = ".*"/, `client_secret = "${canary}${randomKey()}"`),
  ],
  [
    'client app: backchannel_logout_uri: changed',
    withLines('clients.toml', `backchannel_logout_uri = "https://app.example/?key=${canary}"`),
  ],
  ['gateway main: url: changed', replaced('sms/main.toml', '?to', `${canary}?to`)],
  ['gateway main: headers: changed', replaced('sms/main.toml', 'X-Key: a', `X-Key: ${canary}`)],
  ['gateway main: payload: changed', withLines('sms/main.toml', `payload = "$ctx.num $ctx.msg ${canary}"`)],
  ['gateway main: [template_ids] default: changed', replaced('sms/main.toml', '"1"', `"${canary}"`)],
  ['users: 1 added, 0 changed, 1 removed', replaced('users.toml', 'anna', canary)],
  ['users: 0 added, 1 changed, 0 removed', withLines('users.toml', `email = "${canary}@example.com"`)],
]

for (const [line, [name, text]] of hidden) {
  test(`what holds a secret, may hold one, or is about people is not shown: ${line}`, async (t) => {
    const { lines, back } = await told(t, name, text)
    assert.deepEqual(lines, [line])
    assert.ok(!back.join('\n').includes(canary), 'nor on its way back')
  })
}

test('where state is may hold a password, so no part of it is shown, though a reload refuses to move it', async (t) => {
  const store = `[store]\nkind = "redis"\nurl = "redis://:${canary}@127.0.0.1/"`
  const { lines, back } = await told(t, ...withLines('deployment.toml', store))
  assert.deepEqual(lines, ['[store] kind: changed', '[store] url: changed'])
  assert.deepEqual(back, lines)
})

test('what the environment or a file holds is not shown under any option', async (t) => {
  const directory = await configuration(t, {
    ...files,
    'deployment.toml': files['deployment.toml'].replace('Latchkey', `\${HOUSE}`),
    'clients.toml': `${files['clients.toml']}client_name = "\${APP}"\npost_logout_redirect_uris = ["\${BACK}"]\n`,
    'sms/main.toml': `${files['sms/main.toml']}countries = ["\${COUNTRY}"]\n`,
  })
  const of = (HOUSE: string, APP: string, BACK: string, COUNTRY: string) =>
    load(directory, { env: { HOUSE, APP, BACK, COUNTRY } })
  const before = await of('House', 'App', 'https://app.example/a', 'LK')
  const after = await of('Casa', 'Aplicación', 'https://app.example/b', 'MX')
  assert.deepEqual(differences(before.settings, after.settings), [
    '[application] name: changed',
    'client app: client_name: changed',
    'client app: post_logout_redirect_uris: changed',
    'gateway main: countries: changed',
  ])
})

test('of keys it is said that they changed', async (t) => {
  const secrets = {
    'secrets/signing': signingKeys(),
    'secrets/cookie': randomKey(),
    'secrets/code': randomKey(),
  }
  for (const [name, key] of [
    ['signing', signingKeys()],
    ['cookie', `${randomKey()}\n${secrets['secrets/cookie']}`],
    ['code', randomKey()],
  ] as const) {
    const { lines } = await told(t, `secrets/${name}`, key, secrets)
    assert.deepEqual(lines, [`[secrets] ${name}_keys: changed`])
  }
})

const shown: readonly (readonly [line: string, edit: readonly [name: string, text: string]])[] = [
  ['[application] name: "Latchkey" -> "Acme"', replaced('deployment.toml', '"Latchkey"', '"Acme"')],
  ['[features] dpop: true -> false', withLines('deployment.toml', '[features]\ndpop = false')],
  [
    '[authentication.authenticator.sms_otp.parameters] lifetime_seconds: 300 -> 120',
    withLines('deployment.toml', '[authentication.authenticator.sms_otp.parameters]\nlifetime_seconds = 120'),
  ],
  [
    '[limits] per_number_10_minutes: 5 -> 4',
    replaced('deployment.toml', '["LK"]', '["LK"]\nper_number_10_minutes = 4'),
  ],
  [
    '[limits.conversion] percent: 20 -> 30',
    withLines('deployment.toml', '[limits.conversion]\npercent = 30'),
  ],
  [
    'client app: authentication_steps: ["basic","smsotp"] -> ["basic"]',
    withLines('clients.toml', 'authentication_steps = ["basic"]'),
  ],
  [
    'client app: redirect_uris: ["https://app.example/callback"] -> ["https://app.example/other"]',
    replaced('clients.toml', '/callback', '/other'),
  ],
  ['client app: removed', ['clients.toml', '']],
  ['gateway main: deadline_milliseconds: 4000 -> 5000', replaced('sms/main.toml', '= 4000', '= 5000')],
  ['gateway main: countries: unset -> ["LK"]', withLines('sms/main.toml', 'countries = ["lk"]')],
  ['gateway other: added', ['sms/other.toml', files['sms/main.toml']]],
]

for (const [line, [name, text]] of shown) {
  test(`what holds none is shown by its name in the file: ${line}`, async (t) => {
    const { lines, other } = await told(t, name, text)
    assert.deepEqual(lines, [line])
    assert.equal(other, true)
  })
}

test('what a file says as it is anyway is no difference', async (t) => {
  const { lines, other } = await told(t, ...withLines('deployment.toml', '[tokens]\nid_seconds = 600'))
  assert.deepEqual(lines, [])
  assert.equal(other, false)
})

test('a long value is cut', async (t) => {
  const uris = JSON.stringify(Array.from({ length: 50 }, (_, index) => `https://app.example/${index}`))
  const [name, text] = replaced('clients.toml', /\[".*"\]/, uris)
  const { lines } = await told(t, name, text)
  assert.equal(lines.length, 1)
  assert.ok((lines[0] ?? '').length < 300, `${lines[0]?.length} characters`)
})
