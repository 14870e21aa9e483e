import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Demand, type Plan, planFactors, type Standing } from '../../interactions/assurance.ts'
import { reasonsFor } from '../../interactions/reasons.ts'

const demand: Demand = {
  steps: 'basic+smsotp',
  secondFactor: 'required',
  mandatory: false,
  twoFactorsRequested: false,
  acceptsRememberedBrowser: false,
}
const standing: Standing = {
  enrolled: true,
  optedOut: true,
  disabledFactors: [],
  backupCodes: 0,
  factorEnabled: true,
  mayEnrol: false,
  remembered: false,
}

const reasons = (more: Partial<Demand>, of: Partial<Standing>, holds: (plan: Plan) => boolean) =>
  reasonsFor({ ...demand, ...more }, { ...standing, ...of }, (given) => holds(planFactors(given, given)))

const isObstacle = (plan: Plan) => 'obstacle' in plan && plan.obstacle === 'opted-out'
const isPassword = (plan: Plan) => 'second' in plan && plan.second.length === 0

test('what turned somebody away is named, and nothing that makes no difference', () => {
  const account = ['backupCodes', 'optedOut', 'factorEnabled']
  assert.deepEqual(reasons({}, {}, isObstacle), ['secondFactor', ...account, 'steps'])
  // Two say the same: one of them is reason enough.
  assert.deepEqual(reasons({ mandatory: true }, {}, isObstacle), ['mandatory', ...account, 'steps'])
  const asked = { secondFactor: 'if-enrolled', steps: 'basic', twoFactorsRequested: true } as const
  assert.deepEqual(reasons(asked, {}, isObstacle), ['twoFactorsRequested', ...account])
})

test('why a password is enough', () => {
  assert.deepEqual(reasons({ steps: 'basic' }, {}, isPassword), ['twoFactorsRequested', 'steps'])
  assert.deepEqual(reasons({ secondFactor: 'if-enrolled' }, {}, isPassword), [
    'twoFactorsRequested',
    'secondFactor',
    'mandatory',
    'optedOut',
  ])
})
