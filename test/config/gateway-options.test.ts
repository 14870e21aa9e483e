import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Case, configuration, load, problemsOf } from './support.ts'

const url = 'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n'
const gateway = (text: string) => ({ 'sms/main.toml': `${url}${text}\n` })
const secret = 'a'.repeat(32)
const receipts = `[receipts]\nmessage_id = "id"\nstatus = "s"\narrived = ["d"]\nfailed = ["f"]\n`
const oneTest =
  'a test is "text", or "path" with exactly one of "equals", "in", "not_in", "present", "not_empty = true"'

/** What is wrong with lines that follow the address; the file's name is taken off. */
const broken: readonly (readonly [title: string, lines: string, expected: string])[] = [
  [
    'a country that is none',
    'countries = ["LK", "XX"]',
    '2:20: countries #2: found "XX", allowed: a country in two letters (ISO 3166-1), such as "LK"',
  ],
  [
    'a priority out of bounds',
    'priority = -1',
    '2:12: priority: found -1, allowed: a whole number from 0 to 1000',
  ],
  [
    'deduplication without an id to know a message by',
    'deduplicates = true',
    '2:1: deduplicates: needs $ctx.id or $ctx.id32 in the request',
  ],
  [
    'template ids nothing asks for',
    'template_ids = { default = "1" }',
    '2:1: template_ids: not used: $ctx.template stands nowhere',
  ],
  [
    'a scheme there is not',
    'authentication = { scheme = "digest" }',
    '2:29: [authentication] scheme: found "digest", allowed: "basic" or "bearer" or "header" or "client_credentials"',
  ],
  [
    'a key its scheme needs',
    'authentication = { scheme = "basic", user = "u" }',
    '2:1: [authentication] password: missing, needed with scheme = "basic"',
  ],
  [
    'a key of another scheme',
    'authentication = { scheme = "bearer", token = "t", user = "u" }',
    '2:52: [authentication] user: not used with scheme = "bearer"',
  ],
  [
    'a token server without an address',
    'authentication = { scheme = "client_credentials", token_url = "auth", client_id = "c", client_secret = "s" }',
    '2:63: [authentication] token_url: not an address: it begins with https:// and holds neither blanks nor "#"',
  ],
  [
    'a user that would end early',
    'authentication = { scheme = "basic", user = "a:b", password = "c" }',
    '2:18: authentication: a user of scheme "basic" holds no colon',
  ],
  [
    'credentials twice',
    'headers = ["Authorization: x"]\nauthentication = { scheme = "bearer", token = "t" }',
    '2:11: headers: Authorization is set a second time',
  ],
  [
    'a charset there is not',
    'characters = { charset = "utf-16" }',
    '2:26: [characters] charset: found "utf-16", allowed: "utf-8" or "latin-1"',
  ],
  [
    'a test without a condition',
    'response = { accepted = { path = "a" } }',
    `2:25: [response] accepted: ${oneTest}`,
  ],
  [
    'a test with two conditions',
    'response = { accepted = { path = "a", equals = 1, in = [2] } }',
    `2:25: [response] accepted: ${oneTest}`,
  ],
  [
    'a test of text and path at once',
    'response = { accepted = { text = "^0", path = "a" } }',
    '2:25: [response] accepted: "text" stands alone: a test looks at the text or at a path',
  ],
  [
    'a pattern that could take for ever',
    "response = { accepted = { text = '(a)\\1' } }",
    '2:25: [response] accepted: not a regular expression as RE2 writes them: no look-around, no references back',
  ],
  [
    'a pattern without an end',
    `response = { accepted = { text = "${'a'.repeat(201)}" } }`,
    `2:34: [response.accepted] text: found "${'a'.repeat(57)}...", allowed: a regular expression of 1 to 200 characters`,
  ],
  [
    'a path that is none',
    'response = { accepted = { path = "a..b", equals = 1 } }',
    '2:34: [response.accepted] path: found "a..b", allowed: names and list positions with dots between them, such as "messages.0.id"; "*" is every item',
  ],
  [
    'a refusal of no known class',
    'response = { accepted = { text = "0" }, refusals = [{ means = "bad", text = "1" }] }',
    '2:63: [response.refusals #1] means: found "bad", allowed: "try-later" or "recipient-refused" or "set-up-wrong" or "account-empty"',
  ],
  [
    'a refusal without a test',
    'response = { accepted = { text = "0" }, refusals = [{ means = "try-later" }] }',
    `2:53: [response] refusals #1: ${oneTest}`,
  ],
  [
    'a secret of receipts that could be guessed, without showing it',
    `${receipts}secret = "canary"`,
    '7:10: [receipts] secret: allowed: 32 to 200 letters, digits, "-", "_" and "~", random ones',
  ],
  [
    'a signature without its key',
    `${receipts}secret = "${secret}"\nsignature = "plivo"`,
    '8:1: [receipts] signature: "signature" and "signature_key" go together',
  ],
  [
    'a status that means both',
    `${receipts.replace('"f"', '"D"')}secret = "${secret}"`,
    '6:10: [receipts] failed: "d" stands under "arrived" too',
  ],
]

const cases: readonly Case[] = broken.map(([title, lines, expected]) => [
  title,
  gateway(lines),
  [`sms/main.toml:${expected}`],
])

for (const [title, files, expected] of cases) {
  test(`a gateway is refused with place and reason: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

async function read(t: TestContext, text: string, env: NodeJS.ProcessEnv = {}) {
  const { settings } = await load(await configuration(t, { 'sms/main.toml': text }), { env })
  return settings.gateways[0]
}

const schemes: Readonly<Record<string, [string, object]>> = {
  basic: [`user = "u"\npassword = "\${P}"`, { scheme: 'basic', user: 'u', password: 'p' }],
  bearer: [`token = "\${P}"`, { scheme: 'bearer', token: 'p' }],
  header: [`name = "X-Key"\nvalue = "\${P}"`, { scheme: 'header', name: 'X-Key', value: 'p' }],
  client_credentials: [
    `token_url = "https://a.example/t"\nclient_id = "c"\nclient_secret = "\${P}"`,
    {
      scheme: 'client-credentials',
      tokenUrl: 'https://a.example/t',
      clientId: 'c',
      clientSecret: 'p',
    },
  ],
}

for (const [scheme, [keys, expected]] of Object.entries(schemes)) {
  test(`authentication is read with its secret from the environment: ${scheme}`, async (t) => {
    const settings = await read(t, `${url}[authentication]\nscheme = "${scheme}"\n${keys}\n`, { P: 'p' })
    assert.deepEqual(settings?.authentication, expected)
  })
}

test('what an answer means is read: paths, conditions, patterns, refusals in their order', async (t) => {
  const settings = await read(
    t,
    `${url}[response]
message_id = "messages.0.message-id"
accepted = { path = "messages.*.status", equals = "0" }
refusals = [
  { means = "try-later", path = "messages.*.status", any = true, in = ["1", 5] },
  { means = "account-empty", text = '^2[56]\\|' },
  { means = "set-up-wrong", path = "error", present = true },
  { means = "recipient-refused", path = "", not_empty = true },
]
`,
  )
  const { refusals = [], ...rule } = settings?.response ?? {}
  assert.deepEqual(rule, {
    accepted: { kind: 'json', path: ['messages', '*', 'status'], of: 'every', is: { in: ['0'] } },
    messageId: ['messages', 0, 'message-id'],
  })
  const [later, empty, wrong, recipient] = refusals.map(({ test: found }) => found)
  assert.deepEqual(later, {
    kind: 'json',
    path: ['messages', '*', 'status'],
    of: 'any',
    is: { in: ['1', 5] },
  })
  assert.ok(empty?.kind === 'text' && empty.matches.test('26|upstream') && !empty.matches.test('0|26|'))
  assert.deepEqual(wrong, { kind: 'json', path: ['error'], of: 'every', is: { present: true } })
  assert.deepEqual(recipient, { kind: 'json', path: [], of: 'every', is: { notEmpty: true } })
})

test('a pattern that keeps a backtracking engine busy for years is done at once', async (t) => {
  const settings = await read(t, `${url}response = { accepted = { text = '^(a+)+$' } }\n`)
  const test_ = settings?.response?.accepted
  const began = performance.now()
  assert.ok(test_?.kind === 'text' && !test_.matches.test(`${'a'.repeat(65_536)}b`))
  assert.ok(performance.now() - began < 2000)
})

test('receipts are read, with the signature of their vendor', async (t) => {
  const more = `secret = "${secret}"\nsignature = "vonage"\nsignature_key = "${'k'.repeat(16)}"\n`
  assert.deepEqual((await read(t, `${url}${receipts}${more}`))?.receipts, {
    secret,
    messageId: ['id'],
    status: ['s'],
    arrived: ['d'],
    failed: ['f'],
    signature: { scheme: 'vonage', secret: 'k'.repeat(16) },
  })
})

test('countries, characters and template ids are read in whatever case they are written', async (t) => {
  const settings = await read(
    t,
    `${url.replace('$ctx.msg', '$ctx.template')}priority = 1\ncountries = ["lk"]\ntemplate_ids = { default = "1", pt-BR = "2" }\n` +
      `characters = { charset = "latin-1", unicode = "hex", encoding = { gsm7 = "7bit" } }\n`,
  )
  assert.deepEqual(
    [settings?.priority, settings?.countries, settings?.templateIds, settings?.characters],
    [
      1,
      ['LK'],
      { default: '1', 'pt-br': '2' },
      { charset: 'latin-1', unicode: 'hex', encoding: { gsm7: '7bit', ucs2: 'ucs2' } },
    ],
  )
})

test('a disabled gateway may name secrets that are not there yet, and nothing else about it is forgiven', async (t) => {
  const preset = `enabled = false\nurl = "https://\${HOST}.example.com/\${ID}?to=$ctx.num&text=$ctx.msg"\n`
  const keys = `authentication = { scheme = "basic", user = "\${USER_OF_IT}", password = "file:secrets/none" }\n`
  const receiving = `${receipts}secret = "\${SECRET}"\n`
  const files = { 'sms/preset.toml': `${preset}${keys}${receiving}` }
  assert.deepEqual(await problemsOf(t, files), [])
  const { settings } = await load(await configuration(t, files))
  assert.deepEqual(
    settings.gateways.map(({ name, enabled, receipts: taken }) => [name, enabled, taken]),
    [
      ['main', true, undefined],
      ['preset', false, undefined],
    ],
  )
  assert.equal((await problemsOf(t, { 'sms/preset.toml': `${preset}${keys}prority = 1\n` })).length, 1)
  const enabled = preset.replace('false', 'true')
  assert.equal((await problemsOf(t, { 'sms/preset.toml': `${enabled}${keys}${receiving}` })).length, 4)
})
