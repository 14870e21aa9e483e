import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { StoreSettings } from '../../src/config/settings.ts'
import { createBrowserClient, type Page } from '../support/client.ts'
import { testPlan } from '../support/plan.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, logIn, proveBoth } from '../support/relying-party.ts'

const redis = await startRedis()
after(() => redis.stop())

parallelTabs('embedded')
parallelTabs('Redis', { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false })

const setsSession = ({ headers }: Page) =>
  [headers['set-cookie'] ?? []].flat().some((line) => line.startsWith('latchkey_session'))
const atClient = (url: URL) => url.host === 'app.example'

/** Tabs of one browser while one of them signs in: nobody is logged out, and the old id opens nothing (SES-12, SES-01). */
function parallelTabs(name: string, store?: StoreSettings): void {
  describe(`tabs side by side, on the ${name} store`, () => {
    const plan = testPlan([], store === undefined ? {} : { store })
    const silent = () => plan.party().begin({ prompt: 'none', state: 'a b&c' })

    /** A browser that signed in twice, and what it was in between: a tab that comes with the old cookie. */
    async function lateTab() {
      const browser = createBrowserClient()
      await logIn(plan.server, browser, plan.party().begin())
      const late = await browser.copy()
      await logIn(plan.server, browser, plan.party().begin({ prompt: 'login' }))
      return { browser, late }
    }

    test('a tab that comes with the old id is sent round, without a cookie, and meets the new session', async () => {
      const { browser, late } = await lateTab()
      const round = await late.get(silent())
      assert.equal(round.status, 303)
      assert.equal(round.location?.pathname, '/auth')
      assert.equal(round.location.searchParams.get('state'), 'a b&c')
      assert.equal(round.headers['set-cookie'], undefined)
      const { location } = await browser.get(round.location)
      assert.ok(location?.searchParams.get('code'))
    })

    test('who has the old id for good is sent round twice, then signed in to nothing, and still sets no session', async () => {
      const { browser, late } = await lateTab()
      const first = await late.get(silent())
      const second = await late.get(first.location ?? '')
      const last = await late.get(second.location ?? '')
      assert.equal(last.location?.searchParams.get('error'), 'login_required')
      assert.ok(![first, second, last].some(setsSession))
      const posted = await late.post(`${plan.server.issuer}/session/end/confirm`, {
        xsrf: 'x',
        logout: 'yes',
      })
      assert.ok(!setsSession(posted))
      assert.ok((await browser.get(silent())).location?.searchParams.get('code'))
    })

    test('twelve tabs ask while a thirteenth signs in anew: each gets its code, and the browser stays signed in', async () => {
      const browser = createBrowserClient()
      await logIn(plan.server, browser, plan.party().begin())
      const last = await proveBoth(plan.server, browser, plan.party().begin({ prompt: 'login' }))
      const tabs = Array.from({ length: 12 }, async () =>
        browser.follow(await browser.get(silent()), atClient),
      )
      const [callback, ...answers] = await Promise.all([goOn(browser, last), ...tabs])
      assert.ok(callback.searchParams.get('code'))
      for (const { location } of answers) assert.ok(location?.searchParams.get('code'), location?.href)
      assert.ok((await browser.get(silent())).location?.searchParams.get('code'))
    })

    test('a tab that comes after a sign-out begins anew', async () => {
      const { browser, late } = await lateTab()
      const round = await late.get(plan.party().begin())
      browser.jar.removeAllCookiesSync()
      const page = await browser.follow(await browser.get(round.location ?? ''))
      assert.match(page.body, /autocomplete="current-password"/)
    })
  })
}
