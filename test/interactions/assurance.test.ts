import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assuranceOf, type Demand, planFactors, type Standing } from '../../interactions/assurance.ts'

const basic: Demand = {
  steps: 'basic',
  secondFactor: 'required',
  mandatory: false,
  twoFactorsRequested: false,
}
const required: Demand = { ...basic, steps: 'basic+smsotp' }
const ifEnrolled: Demand = { ...required, secondFactor: 'if-enrolled' }

const enrolled: Standing = { enrolled: true, optedOut: false, disabled: false, factorEnabled: true }
const optedOut: Standing = { ...enrolled, optedOut: true }
const noNumber: Standing = { ...enrolled, enrolled: false }
const switchedOff: Standing = { ...enrolled, factorEnabled: false }
const disabled: Standing = { ...enrolled, disabled: true }

const password = { factors: ['pwd'] }
const both = { factors: ['pwd', 'sms'] }

/** "Who must prove what", row by row: enrolled, opted out, no number, factor switched off. */
const table = [
  ['steps ["basic"]', basic, [password, password, password, password]],
  ['if-enrolled', ifEnrolled, [both, password, password, password]],
  [
    'required',
    required,
    [both, { obstacle: 'opted-out' }, { obstacle: 'no-number' }, { obstacle: 'second-factor-off' }],
  ],
] as const

for (const [name, demand, cells] of table) {
  test(`who must prove what: ${name}`, () => {
    const plans = [enrolled, optedOut, noNumber, switchedOff].map((standing) => planFactors(demand, standing))
    assert.deepEqual(plans, cells)
  })
}

test('a factor that wrong codes have disabled is no way to a sign-in without it', () => {
  const obstacle = { obstacle: 'factor-disabled' }
  assert.deepEqual(
    [basic, ifEnrolled, required].map((demand) => planFactors(demand, disabled)),
    [password, obstacle, obstacle],
  )
})

test('a request for two factors, and mandatory = true, turn a row into required', () => {
  const standings = [enrolled, optedOut, noNumber, switchedOff]
  const asRequired = standings.map((standing) => planFactors(required, standing))
  for (const demand of [
    { ...basic, twoFactorsRequested: true },
    { ...ifEnrolled, twoFactorsRequested: true },
    { ...ifEnrolled, mandatory: true },
  ]) {
    assert.deepEqual(
      standings.map((standing) => planFactors(demand, standing)),
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
