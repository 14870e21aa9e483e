import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createBrowserClient } from '../support/client.ts'
import { codeIn } from '../support/phone.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import { type Person, startTwoProcesses, type TwoProcesses } from './two-processes.ts'

test('each of two instances is stopped and started again under load: no login fails, no connection breaks', async (t) => {
  const house = await startTwoProcesses(240)
  t.after(() => house.close())
  const failures: string[] = []
  const waiting = [...house.people]
  let done = 0
  const signingIn = Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) {
        const { username } = person
        await signIn(house, person).then(
          () => (done += 1),
          (error) => failures.push(`${username}: ${error}`),
        )
      }
    }),
  )
  let restarts = 0
  while (waiting.length > 0) {
    for (const index of [0, 1]) {
      assert.equal(await house.end(index, 'SIGTERM'), 0)
      await house.begin(index)
      // Until the balancer has seen it.
      await wait(500)
      restarts += 1
    }
  }
  await signingIn
  t.diagnostic(`${done} logins, ${restarts} restarts`)
  assert.deepEqual(failures, [])
  assert.deepEqual(house.balancer.failures, [0, 0])
  assert.ok(restarts >= 4 && done === house.people.length, `${restarts} restarts, ${done} logins`)
})

async function signIn({ issuer, secret, phone }: TwoProcesses, { username, number }: Person): Promise<void> {
  const browser = createBrowserClient()
  const party = relyingParty({ issuer }, 'app', secret)
  const page = await provePassword(browser, party.begin(), username)
  const received = () => phone.messages.find(({ to }) => to === number)
  for (let tries = 0; received() === undefined && tries < 500; tries += 1) await wait(10)
  const callback = await goOn(browser, await typeCode(browser, page, codeIn(received()?.text ?? '')))
  const { status, body } = await party.redeem(callback.searchParams.get('code'))
  assert.equal(status, 200)
  assert.equal((await party.userinfo(String(body.access_token))).status, 200)
  assert.equal((await party.refresh(String(body.refresh_token))).status, 200)
}
