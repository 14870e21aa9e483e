import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { configuration, load, problemsOf } from './support.ts'

const server = '[server]\nissuer = "https://login.example.com"\n'
const limitsOf = async (t: TestContext, lines: string) =>
  (await load(await configuration(t, { 'deployment.toml': `${server}[limits]\n${lines}` }))).settings.limits

test('a deployment that sends codes must name countries, one that does not need not', async (t) => {
  const off = '[authentication.authenticator.sms_otp]\nenable = false\n'
  const empty = '[limits]\n'
  assert.deepEqual(await problemsOf(t, { 'deployment.toml': `${server}${empty}` }), [
    'deployment.toml:3:1: [limits] login_countries: missing: name the countries whose numbers are sent codes, such as ["LK", "GB"]',
  ])
  assert.deepEqual(await problemsOf(t, { 'deployment.toml': `${server}${empty}${off}` }), [])
})

test('countries in any case, and calling codes for all that share them', async (t) => {
  const { loginCountries, enrolmentCountries } = await limitsOf(t, 'login_countries = ["lk", "+1"]\n')
  assert.ok(['LK', 'US', 'CA', 'JM'].every((country) => loginCountries.includes(country)))
  assert.deepEqual(enrolmentCountries, loginCountries)
  const narrow = await limitsOf(t, 'login_countries = ["LK", "GB"]\nenrolment_countries = ["LK"]\n')
  assert.deepEqual([narrow.loginCountries, narrow.enrolmentCountries], [['LK', 'GB'], ['LK']])
})

test('amounts are taken by their digits', async (t) => {
  const { money } = await limitsOf(
    t,
    'login_countries = ["LK"]\n[limits.money]\ncurrency = "EUR"\nper_day = 0.57\nper_month = "1234.5678"\n[limits.money.prices]\nLK = 0.29\ndefault = 1\n',
  )
  assert.deepEqual(money, {
    currency: 'EUR',
    day: 5700,
    month: 12_345_678,
    prices: { LK: 2900 },
    otherPrice: 10_000,
  })
})

const refused: readonly (readonly [lines: string, problem: RegExp])[] = [
  ['login_countries = []\n', /login_countries: .*a list of at least one country/],
  ['login_countries = ["XX"]\n', /found "XX", which is no country/],
  ['login_countries = ["+999"]\n', /found "\+999", which is no country/],
  ['login_countries = ["Germany"]\n', /a country such as "LK"/],
  ['login_countries = ["LK"]\nper_day = 0\n', /per_day: found 0, allowed: a whole number from 1/],
  ['login_countries = ["LK"]\ngap_seconds = []\n', /gap_seconds/],
  ['login_countries = ["LK"]\nnumber_types = ["PREMIUM_RATE"]\n', /number_types/],
  ['login_countries = ["LK"]\n[limits.conversion]\npercent = 0\n', /percent: found 0/],
  [
    'login_countries = ["LK"]\n[limits.money]\ncurrency = "EUR"\nper_day = 1\nper_month = 1\n[limits.money.prices]\nLK = 1\n',
    /default: missing/,
  ],
  [
    'login_countries = ["LK"]\n[limits.money]\ncurrency = "EUR"\nper_day = 1\nper_month = 1\n[limits.money.prices]\ndefault = 0\n',
    /default: found 0, allowed: an amount above 0/,
  ],
  [
    'login_countries = ["LK"]\n[limits.money]\ncurrency = "EUR"\nper_day = 1\nper_month = 1\n[limits.money.prices]\ndefault = 1\nUK = 1\n',
    /UK: no country with numbers; Great Britain is "GB"/,
  ],
  [
    'login_countries = ["LK"]\n[limits.money]\ncurrency = "EUR"\nper_day = 0.00001\nper_month = 1\n[limits.money.prices]\ndefault = 1\n',
    /per_day: .*four decimals/,
  ],
]

for (const [lines, problem] of refused) {
  test(`[limits] is refused with place, finding and what is allowed: ${lines.split('\n').at(-2)}`, async (t) => {
    const problems = await problemsOf(t, { 'deployment.toml': `${server}[limits]\n${lines}` })
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', problem)
  })
}

const user = (name: string, lines: string) => `[[user]]\nusername = "${name}"\n${lines}\n`

test('users whose numbers are sent nothing are named, one line a reason and without the number', async (t) => {
  const users = [
    user('here', 'number = "+94778888888"'),
    user('abroad', 'number = "+447400123456"'),
    user('landline', 'number = "+94112345678"'),
    user('abroad-too', 'number = "+447400123457"'),
    user('numberless', 'email = "a@example.com"'),
    user('opted-out', 'number = "+447400123458"\ndisable_sms_otp = true'),
    user('gone', 'number = "+447400123459"\ndisabled = true'),
    user('unproved', 'number = "+447400123460"\nnumber_verified = false'),
  ].join('')
  assert.deepEqual(await problemsOf(t, { 'users.toml': users }), [
    'users.toml:6:10: warning: [user #2] number: sent no codes: a number from GB, which is not among login_countries in [limits]; the same for 1 more',
    'users.toml:9:10: warning: [user #3] number: sent no codes: a number of type FIXED_LINE, which is not among number_types in [limits]',
  ])
  const off = `${server}[authentication.authenticator.sms_otp]\nenable = false\n`
  assert.deepEqual(await problemsOf(t, { 'users.toml': users, 'deployment.toml': off }), [])
})
