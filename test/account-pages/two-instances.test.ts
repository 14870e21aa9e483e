import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { enterAccount, proveByCode } from '../support/account.ts'
import { createBrowserClient, formsOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'

const instances = await startInstances()
after(() => instances.close())

test('a sign-in that its owner ends is out within a second on two instances: cookie, refresh token and access token', async () => {
  const victim = await signedInElsewhere()
  const { browser, page } = await proved('sessions')
  await press(browser, page, 'sessions/end', { session: 'others' })
  await victim.isOutWithinASecond()
})

test('a new password ends what others have, within a second on two instances', async () => {
  const victim = await signedInElsewhere()
  const { browser, page } = await proved('password')
  const fields = { current_password: password, password: 'four odd words beside a lake', end_others: 'yes' }
  await press(browser, page, 'password', fields)
  await victim.isOutWithinASecond()
})

async function proved(change: string) {
  const browser = createBrowserClient()
  await enterAccount(instances.server, browser)
  return { browser, page: await proveByCode(instances.server, browser, change) }
}

async function press(
  browser: ReturnType<typeof createBrowserClient>,
  page: Awaited<ReturnType<typeof proveByCode>>,
  path: string,
  fields: Readonly<Record<string, string>>,
) {
  const token = formsOf(page)[0]?.fields.form_token ?? ''
  const url = `${instances.server.issuer}/account/${path}`
  const done = await browser.post(url, { form_token: token, ...fields }, { from: page })
  assert.equal(done.status, 200)
}

/** Whoever else is signed in to the account, with everything that came of it. */
async function signedInElsewhere() {
  const { server } = instances
  const browser = createBrowserClient()
  const party = relyingParty(server)
  const callback = await logIn(server, browser, party.begin())
  const { body } = await party.redeem(callback.searchParams.get('code'))
  const token = String(body.access_token)
  assert.equal((await party.userinfo(token)).status, 200)
  return {
    /** Asked twice each: one request for each instance. */
    async isOutWithinASecond() {
      const ended = Date.now()
      for (let instance = 0; instance < 2; instance += 1) {
        const silent = await browser.get(party.begin({ prompt: 'none' }))
        assert.equal(silent.location?.searchParams.get('error'), 'login_required')
        assert.notEqual((await party.userinfo(token)).status, 200)
        assert.equal((await party.introspect(token)).active, false)
        assert.equal((await party.refresh(String(body.refresh_token))).status, 400)
      }
      assert.ok(Date.now() - ended < 1000, `${Date.now() - ended} ms`)
      // What begins in the second of an end counts as before it.
      await wait(1100)
    },
  }
}
