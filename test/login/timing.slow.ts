import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultTerms } from '../../interactions/sms-otp/defaults.ts'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { defaultPasswordLimits } from '../../src/limits/password-throttle.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { createBrowserClient, formOf } from '../support/client.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { relyingParty } from '../support/relying-party.ts'

/** So that the waits, which are another answer and the same for all, do not come. */
const free = 1_000_000
const { pair, name, network, known, everyKnown } = defaultPasswordLimits
const limits = {
  pair: { ...pair, free },
  name: { ...name, free },
  network: { ...network, free },
  known: { ...known, free },
  everyKnown: { ...everyKnown, free },
}
const server = await startLatchkey({ change: (same) => ({ ...same, passwords: { limits } }) })
after(() => server.close())

const rounds = 300
/** What an attacker would like to tell apart; each with a wrong password. `planted` is answered 5 ms later. */
const names = { unknown: 'nobody', wrong: 'alice', disabled: 'disabled', numberless: 'numberless' }
const classes = [...Object.entries(names), ['locked', 'opted-out'], ['planted', 'nobody']] as const

const browser = createBrowserClient()
const page = await browser.follow(await browser.get(relyingParty(server).begin()))
const { action, fields } = formOf(page, 'form.password')

async function sample(kind: string, identifier: string): Promise<number> {
  const began = performance.now()
  const { status } = await browser.post(action, { ...fields, identifier, password: 'wrong' }, { from: page })
  if (kind === 'planted') await sleep(5)
  const took = performance.now() - began
  assert.equal(status, 422)
  return took
}

/** Locks the second factors of an account, beside the server. */
async function lock(username: string): Promise<void> {
  const { store: settings } = server.settings
  assert.ok(settings.kind === 'embedded')
  const store = await openEmbeddedStore({ directory: settings.directory, beside: true })
  const account = (await store.accounts.findByIdentifier(username))?.id ?? ''
  const place = { account, purpose: 'login', browser: 'b' }
  await store.challenges.open(place, 'c', { kid: 'k', digest: 'd' }, { ...defaultTerms, tries: 10 })
  for (let wrong = 0; wrong < 10; wrong += 1) {
    await store.challenges.verify(place, { k: 'x' }, defaultBounds)
  }
  assert.equal((await store.challenges.barrier(account))?.kind, 'locked')
  await store.close()
}

/** The share of samples that the best single threshold puts on the right side. */
function bestThreshold(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((time) => ({ time, step: 1 / one.length })),
    ...other.map((time) => ({ time, step: -1 / other.length })),
  ].toSorted((a, b) => a.time - b.time)
  let lead = 0
  let farthest = 0
  for (const { step } of all) {
    lead += step
    farthest = Math.max(farthest, Math.abs(lead))
  }
  return 0.5 + farthest / 2
}

/** In per cent, for each class against `unknown`. */
async function measure(): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(classes.map(([kind]) => [kind, []]))
  for (let round = 0; round < rounds; round += 1) {
    // In any order: an answer that follows five idle milliseconds, or a slow one, is another answer.
    const order = classes.map((each) => ({ each, at: Math.random() })).toSorted((a, b) => a.at - b.at)
    for (const {
      each: [kind, identifier],
    } of order)
      times.get(kind)?.push(await sample(kind, identifier))
  }
  const unknown = times.get('unknown') ?? []
  return Object.fromEntries(
    [...times].map(([kind, all]) => [kind, Math.round(1000 * bestThreshold(unknown, all)) / 10]),
  )
}

test('how long an answer takes does not tell whose name it was, and a difference of 5 ms would', async () => {
  await lock('opted-out')
  for (let warm = 0; warm < 20; warm += 1) await sample('unknown', 'nobody')
  const first = await measure()
  console.log(first)
  assert.ok((first.planted ?? 0) > 60, `planted: ${first.planted} %`)
  // Two halves of one and the same 600 samples stay below 58 % in 999 of 1000 runs (Kolmogorov-Smirnov), on a machine
  // that does nothing else. A difference that is there is there again; what the machine did in between is not.
  const kinds = ['wrong', 'disabled', 'numberless', 'locked']
  const told = kinds.filter((kind) => (first[kind] ?? 100) > 60)
  if (told.length === 0) return
  const second = await measure()
  console.log(second)
  for (const kind of told)
    assert.ok((second[kind] ?? 100) <= 60, `${kind}: ${first[kind]}, ${second[kind]} %`)
})
