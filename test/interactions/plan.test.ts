import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Person } from '../../interactions/person.ts'
import { type Policy, planFor } from '../../interactions/plan.ts'

const policy: Policy = {
  demand: () => ({
    steps: 'basic+smsotp',
    secondFactor: 'required',
    mandatory: false,
    twoFactorsRequested: false,
    acceptsRememberedBrowser: false,
  }),
  subjectOf: (clientId, { id, email, number }) => ({ id, email, number })[clientId],
  secondFactorMaxAge: () => undefined,
  factorEnabled: true,
  enrolsAtLogin: true,
}

const newcomer: Person = {
  id: 'a',
  label: 'a',
  optedOut: false,
  hadNumber: false,
  backupCodes: 0,
  disabledFactors: [],
  mayEnrol: true,
}

const planned = (clientId: string, person: Person) =>
  planFor(policy, { clientId, params: {} }, person, async () => false)

test('whoever enrols a number at a client that knows people by it has one at the end', async () => {
  assert.deepEqual(await planned('number', newcomer), { enrol: true })
  assert.deepEqual(await planned('number', { ...newcomer, mayEnrol: false }), { obstacle: 'no-subject' })
  assert.deepEqual(await planned('email', newcomer), { obstacle: 'no-subject' })
  assert.deepEqual(await planned('id', newcomer), { enrol: true })
})
