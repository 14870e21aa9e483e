import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assuranceOf, type Demand, planFactors, type Standing } from '../../interactions/assurance.ts'

const basic: Demand = {
  steps: 'basic',
  secondFactor: 'required',
  mandatory: false,
  twoFactorsRequested: false,
  acceptsRememberedBrowser: false,
}
const required: Demand = { ...basic, steps: 'basic+smsotp' }
const ifEnrolled: Demand = { ...required, secondFactor: 'if-enrolled' }

const enrolled: Standing = {
  enrolled: true,
  optedOut: false,
  disabledFactors: [],
  backupCodes: 0,
  factorEnabled: true,
  mayEnrol: false,
  remembered: false,
}
const optedOut: Standing = { ...enrolled, optedOut: true }
const noNumber: Standing = { ...enrolled, enrolled: false }
const switchedOff: Standing = { ...enrolled, factorEnabled: false }
const disabled: Standing = { ...enrolled, disabledFactors: ['sms'] }
const columns = [enrolled, optedOut, noNumber, switchedOff]

const password = { second: [] }
const code = { second: ['sms'] }
const either = { second: ['sms', 'backup'] }
const backup = { second: ['backup'] }

/** "Who must prove what", row by row: enrolled, opted out, no number, factor switched off; without backup codes and with. */
const table = [
  [
    'steps ["basic"]',
    basic,
    [password, password, password, password],
    [password, password, password, password],
  ],
  ['if-enrolled', ifEnrolled, [code, password, password, password], [either, password, password, password]],
  [
    'required',
    required,
    [code, { obstacle: 'opted-out' }, { obstacle: 'no-number' }, { obstacle: 'second-factor-off' }],
    [either, backup, backup, backup],
  ],
] as const

for (const [name, demand, without, withCodes] of table) {
  test(`who must prove what: ${name}`, () => {
    assert.deepEqual(
      columns.map((standing) => planFactors(demand, standing)),
      without,
    )
    assert.deepEqual(
      columns.map((standing) => planFactors(demand, { ...standing, backupCodes: 3 })),
      withCodes,
    )
  })
}

test('a factor that wrong codes have disabled is no way to a sign-in without it', () => {
  const obstacle = { obstacle: 'factor-disabled' }
  const plans = (standing: Standing) =>
    [basic, ifEnrolled, required].map((demand) => planFactors(demand, standing))
  assert.deepEqual(plans(disabled), [password, obstacle, obstacle])
  assert.deepEqual(plans({ ...disabled, backupCodes: 1 }), [password, backup, backup])
  const both = { ...disabled, disabledFactors: ['sms', 'backup'] as const, backupCodes: 1 }
  assert.deepEqual(plans(both), [password, obstacle, obstacle])
  assert.deepEqual(plans({ ...enrolled, disabledFactors: ['backup'], backupCodes: 1 }), [
    password,
    code,
    code,
  ])
})

test('a number is enrolled only where a code is required, none was there and the deployment lets people', () => {
  const may = { ...noNumber, mayEnrol: true }
  assert.deepEqual(planFactors(required, may), { enrol: true })
  assert.deepEqual(planFactors({ ...basic, twoFactorsRequested: true }, may), { enrol: true })
  assert.deepEqual(planFactors(ifEnrolled, may), password)
  assert.deepEqual(planFactors(required, { ...may, backupCodes: 1 }), backup)
  assert.deepEqual(planFactors(required, { ...may, optedOut: true }), { obstacle: 'opted-out' })
  assert.deepEqual(planFactors(required, { ...may, factorEnabled: false }), { obstacle: 'second-factor-off' })
})

test('a remembered browser is enough for a client that says so, and never for a request of two factors', () => {
  const remembered = { ...enrolled, remembered: true }
  const accepting = { ...required, acceptsRememberedBrowser: true }
  assert.deepEqual(planFactors(accepting, remembered), password)
  assert.deepEqual(planFactors(accepting, enrolled), code)
  assert.deepEqual(planFactors(required, remembered), code)
  assert.deepEqual(planFactors({ ...accepting, twoFactorsRequested: true }, remembered), code)
  assert.deepEqual(planFactors(accepting, { ...remembered, disabledFactors: ['sms'] }), {
    obstacle: 'factor-disabled',
  })
})

test('a request for two factors, and mandatory = true, turn a row into required', () => {
  const asRequired = columns.map((standing) => planFactors(required, standing))
  for (const demand of [
    { ...basic, twoFactorsRequested: true },
    { ...ifEnrolled, twoFactorsRequested: true },
    { ...ifEnrolled, mandatory: true },
  ]) {
    assert.deepEqual(
      columns.map((standing) => planFactors(demand, standing)),
      asRequired,
    )
  }
})

test('mandatory does not add a second step to a client that has none', () => {
  assert.deepEqual(planFactors({ ...basic, mandatory: true }, enrolled), password)
})

test('tokens say what was proved, and auth_time is the oldest factor’s', () => {
  assert.deepEqual(assuranceOf([{ factor: 'pwd', at: 100 }]), {
    acr: 'urn:latchkey:1fa',
    amr: ['pwd'],
    ts: 100,
  })
  assert.deepEqual(
    assuranceOf([
      { factor: 'pwd', at: 100 },
      { factor: 'sms', at: 160 },
    ]),
    {
      acr: 'urn:latchkey:2fa',
      amr: ['pwd', 'sms', 'mfa'],
      ts: 100,
    },
  )
  const withCode = assuranceOf([
    { factor: 'pwd', at: 100 },
    { factor: 'otp', at: 130 },
  ])
  assert.deepEqual(withCode, { acr: 'urn:latchkey:2fa', amr: ['pwd', 'otp', 'mfa'], ts: 100 })
})

test('the same factor twice is one factor', () => {
  assert.deepEqual(
    assuranceOf([
      { factor: 'pwd', at: 1 },
      { factor: 'pwd', at: 2 },
    ]).amr,
    ['pwd'],
  )
})
