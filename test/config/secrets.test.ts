/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as an admin writes them */
import assert from 'node:assert/strict'
import { chmod, mkdir } from 'node:fs/promises'
import { test } from 'node:test'
import { configuration, type FileTexts, load, problemsOf, randomKey, signingKeys } from './support.ts'

const server = '[server]\nissuer = "http://localhost:3000"\n'
const table = `${server}[secrets]
signing_keys = "file:secrets/signing.json"
cookie_keys = ["file:secrets/cookie"]
code_keys = ["\${CODE_KEY}"]
`
const jwks = signingKeys()
const usable = (): FileTexts => ({
  'deployment.toml': table,
  'secrets/signing.json': jwks,
  'secrets/cookie': `${randomKey()}\n`,
})
const serve = (env: NodeJS.ProcessEnv = { CODE_KEY: randomKey() }) => ({
  mode: 'serve' as const,
  env,
  additions: {},
})

test('secrets come from files and the environment; keys get their algorithm and a name made from a digest', async (t) => {
  const directory = await configuration(t, usable())
  const key = randomKey()
  const { settings, warnings } = await load(directory, serve({ CODE_KEY: key }))
  assert.deepEqual(warnings, [])
  assert.deepEqual(
    settings.secrets.signingKeys.map(({ alg, use }) => `${alg} ${use}`),
    ['ES256 sig', 'RS256 sig'],
  )
  const [codeKey] = settings.secrets.codeKeys
  assert.equal(codeKey?.key, key)
  assert.match(codeKey?.kid ?? '', /^[\w-]{8}$/)
  assert.doesNotMatch(settings.secrets.cookieKeys[0] ?? '\n', /\n/)
})

test('serving without secrets is refused: without the table, or each by its name', async (t) => {
  assert.deepEqual(await problemsOf(t, {}, serve()), [
    'deployment.toml:1:1: secrets: the table [secrets] is missing: take the # off its lines, and "latchkey secrets init" writes the keys that they name',
  ])
  const files = { 'deployment.toml': '[server]\nissuer = "http://localhost:3000"\n[secrets]\n' }
  assert.deepEqual(await problemsOf(t, files, serve()), [
    'deployment.toml:3:1: [secrets] signing_keys: missing, allowed: a JWK Set as JSON text, usually "file:…"',
    'deployment.toml:3:1: [secrets] cookie_keys: missing, allowed: a list of at least one key',
    'deployment.toml:3:1: [secrets] code_keys: missing, allowed: a list of at least one key',
  ])
})

const weak = [
  ['a short one', 'q8Zr2LmX', 'too short: 256 random bits are 43 characters of base64 or 64 of hexadecimal'],
  [
    '128 bits in hexadecimal',
    '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    'too short: 256 random bits are 43 characters of base64 or 64 of hexadecimal',
  ],
  ['one of an example', 'change-me-'.repeat(5), 'looks like an example, not like random characters'],
  ['one character', 'a'.repeat(64), 'looks like an example, not like random characters'],
] as const

for (const [title, key, why] of weak) {
  test(`a weak key is refused and not shown: ${title}`, async (t) => {
    const problems = await problemsOf(t, usable(), serve({ CODE_KEY: key }))
    assert.deepEqual(problems, [`deployment.toml:6:14: [secrets] code_keys #1: ${why}`])
  })
}

test('one key for two purposes is refused', async (t) => {
  const key = randomKey()
  const problems = await problemsOf(t, { ...usable(), 'secrets/cookie': key }, serve({ CODE_KEY: key }))
  assert.deepEqual(problems, [
    'deployment.toml:6:14: [secrets] code_keys #1: used more than once: each key needs its own',
  ])
})

const parsed = JSON.parse(jwks)
const [ec, rsa] = parsed.keys
const { d: _, ...publicPart } = ec
const badKeySets = [
  ['no JSON', 'canary', 'not a JWK Set: JSON such as {"keys":[…]} is wanted'],
  ['one key alone', JSON.stringify({ keys: [ec] }), 'a private key for RS256 is missing'],
  ['no key', '{"keys":[]}', 'a private key for ES256 and one for RS256 is missing'],
  ['a public key', JSON.stringify({ keys: [publicPart, rsa] }), 'key 1: its private part "d" is missing'],
  ['RSA of 2048 bits', signingKeys(2048), 'key 2: RSA needs 3072 bits or more'],
  [
    'a shared secret',
    JSON.stringify({ keys: [ec, rsa, { kty: 'oct', k: 'canary' }] }),
    'key 3: a shared secret cannot sign for others to verify',
  ],
  [
    'a key that is none',
    JSON.stringify({ keys: [{ ...ec, crv: 'canary' }, rsa] }),
    'key 1: not a usable private key',
  ],
  [
    'two keys of one name',
    JSON.stringify({
      keys: [
        { ...ec, kid: 'a' },
        { ...rsa, kid: 'a' },
      ],
    }),
    'two keys are the same, or have the same "kid"',
  ],
  [
    'parts of two keys',
    JSON.stringify({ keys: [{ ...ec, d: 'y'.repeat(43) }, rsa] }),
    'key 1: its private and its public part do not belong together',
  ],
] as const

for (const [title, text, why] of badKeySets) {
  test(`signing keys that will not do are refused: ${title}`, async (t) => {
    const problems = await problemsOf(t, { ...usable(), 'secrets/signing.json': text }, serve())
    assert.deepEqual(problems, [`deployment.toml:4:16: [secrets] signing_keys: ${why}`])
  })
}

test('a reference that leads nowhere names the variable or file, once', async (t) => {
  const problems = await problemsOf(t, { 'deployment.toml': table, 'secrets/cookie': randomKey() }, serve({}))
  assert.deepEqual(problems, [
    'deployment.toml:4:16: [secrets] signing_keys: there is no such file: secrets/signing.json; "latchkey secrets init" writes secrets/signing-keys.json',
    'deployment.toml:6:14: [secrets] code_keys #1: the environment variable CODE_KEY is not set',
  ])
})

test('a reference to a folder is refused', async (t) => {
  const directory = await configuration(t, usable())
  const { rm } = await import('node:fs/promises')
  await rm(`${directory}/secrets/cookie`)
  await mkdir(`${directory}/secrets/cookie`)
  await assert.rejects(load(directory, serve()), /cookie_keys #1: this is a folder, not a file: /)
})

test('a secret that others on the machine may read is a warning, in a file of its own or written out', async (t) => {
  const directory = await configuration(t, {
    ...usable(),
    'clients.toml': `[[client]]\nclient_id = "a"\nredirect_uris = ["https://a.example/cb"]\nclient_secret = "${randomKey()}"\n`,
  })
  await chmod(`${directory}/secrets/cookie`, 0o640)
  await chmod(`${directory}/clients.toml`, 0o644)
  const { warnings } = await load(directory, serve())
  assert.deepEqual(
    warnings.map(({ line, column, key, level, message }) => [line, column, key, level, message]),
    [
      [
        4,
        17,
        '[client #1] client_secret',
        'warning',
        `${directory}/clients.toml holds a secret but has mode 644: only its owner should be able to read it (chmod 600)`,
      ],
      [
        5,
        16,
        '[secrets] cookie_keys #1',
        'warning',
        `${directory}/secrets/cookie holds a secret but has mode 640: only its owner should be able to read it (chmod 600)`,
      ],
    ],
  )
})

test('variables are filled in inside longer texts, once, and placeholders of a gateway are left alone', async (t) => {
  const directory = await configuration(t, {
    'sms/main.toml':
      'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\nheaders = ["Authorization: Bearer ${TOKEN}"]\n',
  })
  const { settings } = await load(directory, { env: { TOKEN: 'a${HOME}b' } })
  assert.deepEqual(settings.gateways[0]?.headers, [{ name: 'Authorization', value: 'Bearer a${HOME}b' }])
  assert.equal(settings.gateways[0]?.url, 'https://sms.example.com/?to=$ctx.num&text=$ctx.msg')
})

/* Each of these is wrong in a way that makes a careless message quote it. */
const leaks: FileTexts[] = [
  {
    'deployment.toml': `${server}[secrets]\nsigning_keys = 3\ncookie_keys = "canary"\ncode_keys = ["canary"]\n`,
  },
  { 'deployment.toml': `${server}secrets = "canary"\n` },
  { 'deployment.toml': `${server}[store]\nkind = "redis"\nurl = "canary"\naccounts_url = ["canary"]\n` },
  { 'deployment.toml': `${server}[store]\nkind = "\${TOKEN}"\n` },
  { 'deployment.toml': `${server}port = "\${TOKEN}"\ncanari = "canary"\n` },
  { 'deployment.toml': `${server}[store]\nurl = "redis://canary\n` },
  { 'clients.toml': '[[client]]\nclient_id = "a"\nredirect_uris = ["x"]\nclient_secret = "canary\\u0000"\n' },
  { 'clients.toml': '[[client]]\nclient_id = "a"\nredirect_uris = ["x"]\nclient_secret = ["canary"]\n' },
  {
    'users.toml':
      '[[user]]\nusername = "a"\nnumber = "canary"\npassword_hash = "canary"\npassword = "canary"\n',
  },
  { 'sms/main.toml': 'url = "canary $ctx.num $ctx.msg"\nheaders = "canary"\npayload = "canary"\n' },
  { 'sms/main.toml': 'url = "https://canary:canary@$ctx.num/?$ctx.msg"\nheaders = { A = "canary\\n" }\n' },
  { 'sms/main.toml': 'url = ["canary"]\nheaders = [3, "canary"]\npayload = { a = "canary" }\n' },
]

test('no message ever shows a secret: keys, passwords, numbers, tokens, whatever is wrong with them', async (t) => {
  for (const files of leaks) {
    const problems = await problemsOf(t, files, serve({ TOKEN: 'canary' }))
    assert.ok(problems.length > 0)
    assert.doesNotMatch(problems.join('\n'), /canary/, JSON.stringify(files))
  }
})

test('a text with several lines holds several keys, the first one first, each looked at', async (t) => {
  const [first, second] = [randomKey(), randomKey()]
  const directory = await configuration(t, {
    ...usable(),
    'secrets/cookie': `${first}\n${second} seen_at=1\n`,
  })
  const { settings } = await load(directory, serve())
  assert.deepEqual(settings.secrets.cookieKeys, [first, second])
  const weakSecond = { ...usable(), 'secrets/cookie': `${first}\nshort\n` }
  assert.deepEqual(await problemsOf(t, weakSecond, serve()), [
    'deployment.toml:5:16: [secrets] cookie_keys #1: looks like an example, not like random characters',
  ])
})

test('credentials of systemd are files like others, and their modes are its own affair', async (t) => {
  const credentials = await configuration(t, { cookie: randomKey(), code: randomKey(), open: randomKey() })
  await chmod(`${credentials}/cookie`, 0o440)
  await chmod(`${credentials}/code`, 0o666)
  const directory = await configuration(t, {
    ...usable(),
    'deployment.toml': table
      .replace('file:secrets/cookie', 'file:${CREDENTIALS_DIRECTORY}/cookie')
      .replace('${CODE_KEY}', 'file:${CREDENTIALS_DIRECTORY}/code'),
  })
  const { warnings } = await load(directory, serve({ CREDENTIALS_DIRECTORY: credentials }))
  assert.deepEqual(
    warnings.map(({ key }) => key),
    ['[secrets] code_keys #1'],
    'one that others may write is worth a warning wherever it is',
  )
})
