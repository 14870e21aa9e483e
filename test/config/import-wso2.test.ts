import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importWso2 } from '../../src/config/import-wso2/import.ts'
import { configuration, load, problemsOf } from './support.ts'

const form = {
  sms_url: 'https://sms.example.com/send?key=canary',
  http_method: 'post',
  headers: 'Authorization: Basic canary,Accept: text/html,application/json',
  payload: '{"to":"$ctx.num","text":"$ctx.msg"}',
  http_response: '202',
}

const imported = (more: Readonly<Record<string, string>> = {}) =>
  importWso2(JSON.stringify({ ...form, ...more }), 'sms/x.toml')

test('a form becomes a gateway file that loads', async (t) => {
  const { gateway = '', problems } = imported()
  assert.deepEqual(problems, [])
  const { settings } = await load(await configuration(t, { 'sms/main.toml': gateway }))
  const [read] = settings.gateways
  assert.deepEqual(
    [read?.url, read?.method, read?.headers, read?.payload, read?.expectedStatus],
    [
      form.sms_url,
      'POST',
      [
        { name: 'Authorization', value: 'Basic canary' },
        { name: 'Accept', value: 'text/html,application/json' },
      ],
      form.payload,
      [{ from: 202, to: 202 }],
    ],
  )
})

test('a form reads the same as an object, as the list of the REST API, and as lines', () => {
  const list = { properties: Object.entries(form).map(([key, value]) => ({ key, value })) }
  const lines = Object.entries(form).map(([key, value]) => `${key}=${value}`)
  const { gateway } = imported()
  for (const text of [JSON.stringify(list), `# the form\n\n${lines.join('\r\n')}\n`]) {
    assert.equal(importWso2(text, 'sms/x.toml').gateway, gateway)
  }
})

const guide = String.raw`
https://rest.nexmo.com/sms/json?api_key=k&api_secret=s&from=NEXMO&to=\$ctx.num&text=\$ctx.msg

https://api.clickatell.com/rest/message X-Version: 1,Authorization: bearer t,Accept: application/json,Content-Type: application/json
{"text":" $ctx.msg ","to":[" $ctx.num "]}
https://api.plivo.com/v1/Account/MA1/Message/ Authorization: Basic QQ==,Content-Type: application/json
{"src":"+94771234567","dst":"$ctx.num","text":"$ctx.msg"}
https://bulksms.vsms.net/eapi/submission/send_sms/2/2.0?username=u&password=p&message=\$ctx.msg&msisdn=\$ctx.num Content-Type: application/x-www-form-urlencoded

https://api.twilio.com/2010-04-01/Accounts/AC1/SMS/Messages.json Authorization: Basic QQ==
Body=\$ctx.msg&To=\$ctx.num&From=%2B15005550006
`
  .split('\n')
  .slice(1, -1)

for (let row = 0; row < guide.length; row += 2) {
  const [url = '', ...headers] = guide[row]?.split(' ') ?? []
  test(`a form filled in as the guide says becomes a gateway without a problem: ${new URL(url).hostname}`, () => {
    const lines = [
      `sms_url= ${url} `,
      'http_method=POST',
      `headers=${headers.join(' ')}`,
      `payload=${guide[row + 1]}`,
    ]
    const { gateway, problems } = importWso2(lines.join('\n'), 'sms/x.toml')
    assert.deepEqual(problems, [])
    assert.doesNotMatch(gateway ?? '', /\\/)
  })
}

const changes: readonly (readonly [Readonly<Record<string, string>>, RegExp, RegExp])[] = [
  [{ http_method: 'PUT' }, /^http_method: neither GET nor POST/, /method = "GET"/],
  [{ http_method: '' }, /^payload: dropped, because the request is a GET/, /method = "GET"/],
  [
    { http_response: 'OK' },
    /^http_response: dropped, because it is no HTTP status/,
    /^(?!.*response_codes)/s,
  ],
  [
    { headers: 'Broken,Accept: a' },
    /^headers: a piece without a colon was dropped/,
    /headers = \['Accept: a'\]/,
  ],
  [{ headers: 'Accept: a,b' }, /^headers: a comma inside a value stays/, /headers = \['Accept: a,b'\]/],
  [{ sms_url: 'https://api.twilio.com/x' }, /^number_format: "plus"/, /number_format = "plus"/],
  [{ payload: '{"a":"it\'s $ctx.msg to $ctx.num"}' }, /^/, /payload = "\{\\"a\\":\\"it's /],
  [{ values_to_be_masked: 'canary' }, /^values_to_be_masked: dropped/, /^/],
  [{ unheard_of: 'canary' }, /^unheard_of: dropped, because it is no option that is known$/, /^/],
]

for (const [more, note, text] of changes) {
  test(`what is changed in a form is said: ${Object.entries(more).join(' ')}`, () => {
    const { gateway = '', notes } = imported(more)
    assert.ok(
      [...notes, ''].some((one) => note.test(one)),
      notes.join('\n'),
    )
    assert.match(gateway, text)
    assert.doesNotMatch(notes.join('\n'), /canary/)
  })
}

test("a form's codes are brought into bounds, and it is said how far", () => {
  const { deployment, notes } = imported({
    SmsOtpLength: '4',
    SmsOtpExpiryTime: '1440',
    OnlyNumericCharactersForSmsOtp: 'false',
    headers: '',
  })
  assert.equal(
    deployment,
    '[authentication.authenticator.sms_otp.parameters]\ncode_length = 6\nlifetime_seconds = 600\nalphabet = "alphanumeric"\n',
  )
  assert.deepEqual(notes, [
    'SmsOtpLength: code_length would be 4; brought to 6, because 6 to 10 are allowed',
    'SmsOtpExpiryTime: lifetime_seconds would be 86400; brought to 600, because 60 to 600 are allowed',
  ])
})

const old = `
[server]
hostname = "is.example.com"
[authentication.authenticator.sms_otp]
name = "SMSOTP"
enable = true
[authentication.authenticator.sms_otp.parameters]
SMSOTPMandatory = true
TokenLength = "8"
TokenExpiryTime = 30
EnableAlphanumericToken = false
ResendEnable = true
MaximumResendAttempts = "9"
RetryEnable = false
BackupCode = true
CaptureAndUpdateMobileNumber = "maybe"
`

test('an old deployment.toml becomes lines of ours, which load', async (t) => {
  const { gateway, deployment, notes } = importWso2(old, 'sms/x.toml')
  assert.equal(gateway, undefined)
  const server = '[server]\nissuer = "https://login.example.com"\n'
  const { settings } = await load(await configuration(t, { 'deployment.toml': server + deployment }))
  const { mandatory, smsOtp } = settings.authentication
  assert.deepEqual(
    [mandatory, smsOtp.enabled, smsOtp.codeLength, smsOtp.lifetimeSeconds, smsOtp.resends, smsOtp.tries],
    [true, true, 8, 60, 5, 1],
  )
  assert.deepEqual(
    notes.map((note) => note.split(':')[0]),
    ['TokenExpiryTime', 'MaximumResendAttempts', 'name', 'BackupCode', 'CaptureAndUpdateMobileNumber'],
  )
})

test('resends switched off stay off, and no limit becomes the default', () => {
  const table = '[authentication.authenticator.sms_otp.parameters]\n'
  assert.match(importWso2(`${table}ResendEnable = false\n`, 'x').deployment, /^resends = 0$/m)
  const { deployment, notes } = importWso2(`${table}MaximumResendAttempts = ""\nTokenLength = "six"\n`, 'x')
  assert.equal(deployment, '')
  assert.equal(notes.length, 2)
})

for (const [what, text, message] of [
  ['nothing', '', /neither JSON, nor lines/],
  ['prose', 'canary is my key', /neither JSON, nor lines/],
  ['broken JSON', '{"canary"', /begins like JSON and is none/],
  ['broken TOML', '[authentication]\ncanary = \n', /^line \d: not TOML/],
  ['another table', '[authentication.other]\na = 1\n', /holds no \[authentication\.authenticator\.sms_otp\]/],
] as const) {
  test(`what cannot be imported is refused, and nothing of it is shown: ${what}`, () => {
    assert.throws(
      () => importWso2(text, 'x'),
      (error) => error instanceof Error && message.test(error.message) && !error.message.includes('canary'),
    )
  })
}

test('a form without a URL sent through other means: no gateway comes of it', () => {
  const { gateway, notes } = imported({ sms_url: '' })
  assert.equal(gateway, undefined)
  assert.match(notes[0] ?? '', /^sms_url: blank/)
})

test('bounds are those of our own configuration: what comes out is taken, one step further is not', async (t) => {
  for (const [extreme, step] of [
    ['-1', -1],
    ['999999', 1],
  ] as const) {
    const keys = ['TokenLength', 'TokenExpiryTime', 'MaximumResendAttempts']
    const lines = keys.map((key) => `${key} = "${extreme}"`)
    const original = `[authentication.authenticator.sms_otp.parameters]\n${lines.join('\n')}\n`
    const { deployment } = importWso2(original, 'sms/a.toml')
    const problems = async (text: string) => {
      const said = await problemsOf(t, {
        'deployment.toml': `[server]\nissuer = "https://login.example.com"\n${text}`,
      })
      // That the most resends are more than the limits of a day allow is a warning, and no bound.
      return said.filter((line) => !line.includes(': warning: '))
    }
    assert.deepEqual(await problems(deployment), [])
    const further = deployment.replace(/ = (\d+)$/gm, (_, figure) => ` = ${Number(figure) + step}`)
    assert.equal((await problems(further)).length, keys.length, further)
  }
})

test('lines with the names that the form shows are read, pasted as its guide has them', () => {
  const text = [
    'SMS URL=https://rest.nexmo.com/sms/json?api_key=k&api_secret=s&from=NEXMO&to=\\$ctx.num&text=\\$ctx.msg ',
    'HTTP Method:              POST              ',
    'HTTP Headers = X-Version: 1,Accept: application/json',
    'HTTP Payload= {"text":" $ctx.msg "}',
    'HTTP Response Code=200',
  ].join('\n')
  const { gateway = '', notes, problems } = importWso2(text, 'sms/x.toml')
  assert.deepEqual([notes, problems], [[], []])
  assert.match(gateway, /^url = '.+&to=\$ctx\.num&text=\$ctx\.msg'$/m)
  assert.match(gateway, /^headers = \['X-Version: 1', 'Accept: application\/json'\]$/m)
  assert.match(gateway, /^response_codes = '200'$/m)
})
