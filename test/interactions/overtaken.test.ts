import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Interaction } from 'oidc-provider'
import { createOvertaken } from '../../interactions/overtaken.ts'
import type { Person } from '../../interactions/person.ts'
import type { Visit } from '../../interactions/step.ts'

const alice: Person = {
  id: 'alice',
  label: 'alice',
  number: '+94778888881',
  password: 'digest',
  optedOut: false,
  hadNumber: true,
  backupCodes: 0,
  disabledFactors: [],
  mayEnrol: false,
}

/** What happened in its order, for an action of a login whose account is now this one. */
async function happened(compares: boolean, now: Person | undefined) {
  const seen: string[] = []
  const interaction = { prompt: { name: 'login' }, persist: async () => void seen.push('forgotten') }
  const progress = { accountId: 'alice', proofs: [], second: [], number: alice.number, password: 'digest' }
  const people = {
    async find() {
      seen.push('looked at')
      return now
    },
  }
  const unlessOvertaken = createOvertaken(people, { enrolsAtLogin: true })
  const visit = { interaction: interaction as unknown as Interaction, progress } as unknown as Visit
  const answer = await unlessOvertaken(visit, compares, async () => {
    seen.push('done')
    return { resolved: true }
  })
  return [...seen, 'again' in answer ? 'again' : 'goes on']
}

test('a comparison is asked for before the account is looked at; what sends or writes waits for the look', async () => {
  assert.deepEqual(await happened(true, alice), ['done', 'looked at', 'goes on'])
  assert.deepEqual(await happened(false, alice), ['looked at', 'done', 'goes on'])
  for (const now of [undefined, { ...alice, password: 'other' }, { ...alice, number: '+94778888882' }]) {
    assert.deepEqual(await happened(true, now), ['done', 'looked at', 'forgotten', 'again'])
    assert.deepEqual(await happened(false, now), ['looked at', 'forgotten', 'again'])
  }
})
