import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, problemsOf, randomKey, signingKeys } from './support.ts'

const server = '[server]\nissuer = "https://login.example.com"\ntrusted_proxies = 1\n'
const keys = {
  'secrets/signing.json': signingKeys(),
  'secrets/cookie': randomKey(),
  'secrets/code': randomKey(),
}
const secrets = `[secrets]
signing_keys = "file:secrets/signing.json"
cookie_keys = ["file:secrets/cookie"]
code_keys = ["file:secrets/code"]
`
/** What stands in `[limits]`, and in other tables of deployment.toml after it. */
const limits = (lines: string, more = '') => ({
  'deployment.toml': `${server}[limits]\nlogin_countries = ["LK"]\n${lines}${more}${secrets}`,
  ...keys,
})
const deployment = (text: string) => ({
  'deployment.toml': `${text}${secrets}[limits]\nlogin_countries = ["LK"]\n`,
  ...keys,
})
const parameters = '[authentication.authenticator.sms_otp.parameters]\n'
const money = (day: number, month: number) =>
  `[limits.money]\ncurrency = "EUR"\nper_day = ${day}\nper_month = ${month}\n[limits.money.prices]\nLK = 0.5\ndefault = 2\n`
const sms = (countries: string) =>
  `url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\ncountries = ${countries}\n`
const warning = (place: string, message: string) =>
  `deployment.toml:${place.replace(' ', ': warning: ')}: ${message}`
const short = (limit: number, needed = 4, resends = 3) =>
  `${limit} is less than the messages of one login: ${needed}, when all further ones are asked for (resends = ${resends})`

const doubtful: readonly Case[] = [
  [
    'an https issuer and no proxy that would end TLS',
    deployment('[server]\nissuer = "https://login.example.com"\n'),
    [
      warning(
        '1:1 [server] trusted_proxies',
        "0 does not fit an https issuer: a proxy ends TLS in front of the server, and its address would be everybody's: all people would share the limits of one network. Write 1, or how many proxies there are",
      ),
    ],
  ],
  [
    'a listener of the open network beside the proxy',
    deployment(`${server}host = "203.0.113.7"\n`),
    [
      warning(
        '4:8 [server] host',
        'an address of the open network, where passwords and codes would arrive unencrypted: the proxy alone should reach the server',
      ),
    ],
  ],
  [
    'an issuer whose port nobody listens on',
    deployment('[server]\nissuer = "http://localhost:3000"\nport = 4000\n'),
    [warning('3:8 [server] port', 'the issuer sends people to port 3000, and nothing listens there')],
  ],
  [
    'health and metrics on the open network',
    deployment(`${server}[operations]\nhost = "203.0.113.7"\n`),
    [
      warning(
        '5:8 [operations] host',
        'an address of the open network: health and metrics are for the machines of the deployment alone',
      ),
    ],
  ],
  [
    'a name, every address of a container, or one of a private network may well be the right ones',
    deployment(`${server}host = "backend.internal"\n[operations]\nhost = "0.0.0.0"\n`),
    [],
  ],
  [
    'a log without its information, where security events would be',
    deployment(`${server}[log]\nlevel = "warn"\n`),
    [
      warning(
        '5:9 [log] level',
        'security events are lines of level "info": none is written, unless [audit] destination takes them apart',
      ),
    ],
  ],
  [
    'the same with security events apart',
    deployment(`${server}[log]\nlevel = "silent"\n[audit]\ndestination = "stdout"\n`),
    [],
  ],
  [
    'one port for two listeners: refused',
    deployment(`${server}[operations]\nport = 3000\n`),
    ['deployment.toml:5:8: [operations] port: 3000 is the port of [server] too: each needs its own'],
  ],
  [
    'fewer messages to a number than one login may take',
    limits('per_number_10_minutes = 2\nper_number_day = 3\n'),
    [
      warning('6:25 [limits] per_number_10_minutes', short(2)),
      warning('7:18 [limits] per_number_day', short(3)),
    ],
  ],
  [
    'of an account, by waits that are short enough for all of them to fall into ten minutes',
    limits('per_account_10_minutes = 5\n', `${parameters}resends = 5\ncooldown_seconds = [30]\n`),
    [
      warning('4:1 [limits] per_number_10_minutes', short(5, 6, 5)),
      warning('4:1 [limits] enrolment_per_number_day', short(5, 6, 5)),
      warning('4:1 [limits] enrolment_per_account_day', short(5, 6, 5)),
      warning('6:26 [limits] per_account_10_minutes', short(5, 6, 5)),
    ],
  ],
  ['by longer waits they do not fall into ten minutes', limits('', `${parameters}resends = 4\n`), []],
  [
    'a network, a block, a country, a client and all of them that one login uses up',
    limits(
      'per_network_hour = 1\nper_block_hour = 1\nper_country_hour = 1\nper_client_hour = 1\nper_minute = 1\nper_day = 1\n',
    ),
    [
      warning('6:20 [limits] per_network_hour', short(1)),
      warning('7:18 [limits] per_block_hour', short(1)),
      warning('8:20 [limits] per_country_hour', short(1)),
      warning('9:19 [limits] per_client_hour', short(1)),
      warning('11:11 [limits] per_day', short(1)),
    ],
  ],
  [
    'a gap longer than the wait that the page names',
    limits('gap_seconds = [90]\n'),
    [
      warning(
        '6:15 [limits] gap_seconds',
        "the code's page offers another message after cooldown_seconds (30), and it is refused until 90 have passed",
      ),
    ],
  ],
  [
    'a wait longer than the code lives',
    limits('', `${parameters}lifetime_seconds = 60\ncooldown_seconds = [60]\n`),
    [
      warning(
        '8:20 [authentication.authenticator.sms_otp.parameters] cooldown_seconds',
        'another message is offered after 60 seconds, when the code has expired (lifetime_seconds = 60)',
      ),
    ],
  ],
  [
    'where nothing further may be asked for, no wait matters',
    limits('gap_seconds = [90]\n', `${parameters}resends = 0\n`),
    [],
  ],
  [
    'an hour that allows more than its day',
    limits('per_block_hour = 200\nper_country_hour = 5000\nper_client_hour = 20000\n'),
    [
      warning('6:18 [limits] per_block_hour', 'never reached: per_block_day (60) comes first'),
      warning('7:20 [limits] per_country_hour', 'never reached: per_country_day (3000) comes first'),
      warning('8:19 [limits] per_client_hour', 'never reached: per_client_day (10000) comes first'),
    ],
  ],
  [
    'a country for enrolment alone',
    limits('enrolment_countries = ["LK", "GB"]\n'),
    [
      warning(
        '6:23 [limits] enrolment_countries',
        'numbers from GB could be enrolled, and would then be sent no codes: login_countries leaves them out',
      ),
    ],
  ],
  ['a longer limit alone, lower than what the shorter one is by default', limits('per_block_day = 5\n'), []],
  [
    'money for a day that pays for no message: refused',
    limits('', money(0.25, 10)),
    [
      'deployment.toml:8:11: [limits.money] per_day: does not pay for one message to LK, which costs 0.5 EUR or more: none would ever leave',
    ],
  ],
  [
    'money for a month that pays for no message: refused at the month',
    limits('', money(20, 0.25)),
    [
      warning('8:11 [limits.money] per_day', 'never reached: per_month (0.25 EUR) comes first'),
      'deployment.toml:9:13: [limits.money] per_month: does not pay for one message to LK, which costs 0.5 EUR or more: none would ever leave',
    ],
  ],
  [
    'money for a month that does not pay for a day',
    limits('', money(20, 10)),
    [warning('8:11 [limits.money] per_day', 'never reached: per_month (10 EUR) comes first')],
  ],
  [
    'a country without a gateway',
    { ...limits(''), 'sms/main.toml': sms('["IN", "GB"]') },
    [
      warning(
        '5:19 [limits] login_countries',
        'no enabled gateway of sms/*.toml serves LK: people with numbers from there get no code',
      ),
    ],
  ],
  [
    'a country with one',
    { ...limits(''), 'sms/main.toml': sms('["IN"]'), 'sms/own.toml': sms('["LK"]') },
    [],
  ],
  [
    'many countries without a gateway',
    {
      'deployment.toml': `${server}[limits]\nlogin_countries = ["+1"]\n${secrets}`,
      ...keys,
      'sms/main.toml': sms('["US"]'),
    },
    [
      warning(
        '5:19 [limits] login_countries',
        'no enabled gateway of sms/*.toml serves AG, AI, AS, BB, BM and 19 more: people with numbers from there get no code',
      ),
    ],
  ],
  [
    'no codes at all: then nothing of that matters',
    {
      ...limits('per_day = 1\n', '[authentication.authenticator.sms_otp]\nenable = false\n'),
      'sms/main.toml': sms('["IN"]'),
    },
    [],
  ],
]

for (const [title, files, expected] of doubtful) {
  test(`what settings mean together is said at its place: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files, { mode: 'serve', additions: {} }), expected)
  })
}

test('the demo is no deployment: nothing is said of its addresses', async (t) => {
  const [, files = {}] = doubtful.find(([title]) => title.startsWith('an https issuer')) ?? []
  assert.deepEqual(await problemsOf(t, files), [])
})
