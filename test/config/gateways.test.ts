import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, configuration, load, problemsOf } from './support.ts'

const address = 'https://sms.example.com/'
const query = `url = "${address}?to=$ctx.num&text=$ctx.msg"\n`
const gateway = (text: string) => ({ 'sms/main.toml': text })
const url = (value: string, more = '') => gateway(`url = "${value}"\n${more}`)

const broken: readonly Case[] = [
  [
    'a placeholder in the host',
    url('https://$ctx.num.example.com/?t=$ctx.msg'),
    [
      'sms/main.toml:1:7: url: placeholders are allowed in path and query only, never in scheme, host, port or user name',
    ],
  ],
  [
    'a placeholder in the port',
    url('https://example.com:$ctx.num/?t=$ctx.msg'),
    [
      'sms/main.toml:1:7: url: placeholders are allowed in path and query only, never in scheme, host, port or user name',
    ],
  ],
  [
    'a placeholder in the user name',
    url('https://$ctx.num@example.com/?t=$ctx.msg'),
    [
      'sms/main.toml:1:7: url: placeholders are allowed in path and query only, never in scheme, host, port or user name',
    ],
  ],
  [
    'a placeholder as the scheme',
    url('$ctx.num://example.com/?t=$ctx.msg'),
    ['sms/main.toml:1:7: url: not an address: it begins with https:// (or http://) and holds no blanks'],
  ],
  [
    'another protocol',
    url('ftp://example.com/$ctx.num/$ctx.msg'),
    ['sms/main.toml:1:7: url: not an address: it begins with https:// (or http://) and holds no blanks'],
  ],
  [
    'a text that would be cut off',
    url('https://example.com/$ctx.num#$ctx.msg'),
    ['sms/main.toml:1:7: url: nothing after "#" would be sent: write %23 for the character itself'],
  ],
  [
    'an unknown placeholder',
    url(`${address}?to=$ctx.num&text=$ctx.mgs&m=$ctx.msg`),
    [
      'sms/main.toml:1:7: url: unknown placeholder $ctx.mgs, allowed: $ctx.num, $ctx.msg, $ctx.otp, $ctx.encoding, $ctx.id, $ctx.id32, $ctx.time, $ctx.template',
    ],
  ],
  [
    'no number',
    url(`${address}?text=$ctx.msg`),
    ['sms/main.toml:1:7: url: the number to send to is missing: put $ctx.num where it belongs'],
  ],
  [
    'no text',
    url(address, 'payload = "to=$ctx.num"\n'),
    [
      'sms/main.toml:2:11: payload: the text is missing: put $ctx.msg (the whole text) or $ctx.otp (the code alone) where it belongs',
    ],
  ],
  [
    'a method nobody speaks: refused, not replaced by another',
    gateway(`${query}method = "PATCH"\n`),
    ['sms/main.toml:2:10: method: found "PATCH", allowed: "GET" or "POST" or "PUT"'],
  ],
  [
    'a payload with GET',
    gateway(`${query}method = "GET"\npayload = "x"\n`),
    ['sms/main.toml:3:11: payload: a GET request has no payload: use "POST", or put everything into the url'],
  ],
  [
    'JSON that is none',
    url(address, `payload = '{"to":"$ctx.num","text":"$ctx.msg"'\n`),
    ['sms/main.toml:2:11: payload: not valid JSON once the placeholders are filled in'],
  ],
  [
    'a header without a colon',
    gateway(`${query}headers = ["Accept"]\n`),
    [
      'sms/main.toml:2:11: headers: a header is its name, a colon and its value; commas stand between headers',
    ],
  ],
  [
    'a header that frames the request',
    gateway(`${query}headers = { Content-Length = "3" }\n`),
    ['sms/main.toml:2:11: headers: Content-Length is set by the server itself'],
  ],
  [
    'a header that smuggles another one in',
    gateway(`${query}headers = { X-A = "a\\r\\nX-B: b" }\n`),
    ['sms/main.toml:2:11: headers: a header value holds a line break or another control character'],
  ],
  [
    'headers of the wrong type',
    gateway(`${query}headers = 3\n`),
    [
      'sms/main.toml:2:11: headers: found a value that is not shown, allowed: a table of texts, a list of texts "Name: value", or one such line',
    ],
  ],
  [
    'a status that does not exist',
    gateway(`${query}response_codes = "200-999"\n`),
    [
      'sms/main.toml:2:18: response_codes: found "200-999", allowed: statuses from 200 to 599, such as 202 or "200-299"',
    ],
  ],
  [
    'a deadline that keeps people waiting',
    gateway(`${query}deadline_milliseconds = 60000\n`),
    ['sms/main.toml:2:25: deadline_milliseconds: found 60000, allowed: a whole number from 500 to 10000'],
  ],
  [
    'this machine itself, not said on purpose',
    url('http://localhost:3002/?to=$ctx.num&text=$ctx.msg'),
    ['sms/main.toml:1:7: url: leads to this machine itself: allowed with allow_private = true only'],
  ],
  [
    'a backslash in double quotes',
    gateway('url = "https://example.com/?to=\\$ctx.num"\n'),
    [
      'sms/main.toml:1:33: not TOML from here on (invalid character in escape sequence); a text with "\\" in it belongs in single quotes',
    ],
  ],
]

for (const [title, files, expected] of broken) {
  test(`a gateway is refused with place and reason: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

test('an unencrypted gateway is a warning', async (t) => {
  assert.deepEqual(await problemsOf(t, url('http://sms.example.com/?to=$ctx.num&text=$ctx.msg')), [
    'sms/main.toml:1:7: warning: url: codes travel unencrypted: use https',
  ])
})

const one = async (t: Parameters<typeof configuration>[0], text: string) => {
  const { settings } = await load(await configuration(t, gateway(text)))
  return settings.gateways[0]
}

test('a gateway has defaults for all but its address', async (t) => {
  assert.deepEqual(await one(t, query), {
    name: 'main',
    enabled: true,
    priority: 100,
    url: `${address}?to=$ctx.num&text=$ctx.msg`,
    method: 'POST',
    headers: [],
    expectedStatus: [200, 201, 202].map((status) => ({ from: status, to: status })),
    numberFormat: 'digits',
    deduplicates: false,
    deadlineMs: 5000,
    allowPrivate: false,
  })
})

for (const [written, expected] of [
  ['202', [[202, 202]]],
  ['"  "', [200, 201, 202].map((status) => [status, status])],
  [
    '"200, 202"',
    [
      [200, 200],
      [202, 202],
    ],
  ],
  [
    '[200, "202", "220 - 229"]',
    [
      [200, 200],
      [202, 202],
      [220, 229],
    ],
  ],
] as const) {
  test(`response_codes = ${written} is understood`, async (t) => {
    const read = await one(t, `${query}response_codes = ${written}\n`)
    assert.deepEqual(
      read?.expectedStatus.map(({ from, to }) => [from, to]),
      expected,
    )
  })
}

test('headers read the same as a table, a list and one line; commas and addresses in values survive', async (t) => {
  const expected = [
    { name: 'Accept', value: 'text/html,application/json' },
    { name: 'X-Back', value: 'https://a.example,https://b.example' },
    { name: 'Authorization', value: 'Bearer a,b' },
  ]
  const pairs = expected.map(({ name, value }) => `${name}: ${value}`)
  for (const written of [
    `"${pairs.join(',')}"`,
    JSON.stringify(pairs),
    `{ ${expected.map(({ name, value }) => `${name} = "${value}"`).join(', ')} }`,
  ]) {
    assert.deepEqual((await one(t, `${query}headers = ${written}\n`))?.headers, expected)
  }
})
