import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type BrowserClient, createBrowserClient, type Page } from '../support/client.ts'
import { password } from '../support/latchkey.ts'
import { codeIn } from '../support/phone.ts'
import { claimsIn, openNext, relyingParty, typeCode } from '../support/relying-party.ts'
import { gapSeconds, type Person, startTwoProcesses, type TwoProcesses } from './two-processes.ts'

/** The requests of a login, as they pass the balancer, up to the refreshed tokens. */
const points = [
  ['a silent request', /^GET \/auth$/],
  ['the authorization request', /^GET \/auth$/],
  ['the page for the password', /^GET \/interaction\/[^/]+$/],
  ['the password', /^POST \/interaction\/[^/]+\/password$/],
  ['the page for the code', /^GET \/interaction\/[^/]+$/],
  ['a silent request after the password', /^GET \/auth$/],
  ['the code', /^POST \/interaction\/[^/]+\/sms-otp$/],
  ['the way on after the code', /^GET \/auth\/.+$/],
  ['the authorization code', /^POST \/token$/],
  ['UserInfo', /^GET \/me$/],
  ['the refresh token', /^POST \/token$/],
] as const

/** When after its arrival the process is killed: at once, in the middle of it, about when it answers. Milliseconds. */
const moments = [0, 3, 8]

test('one of two instances is killed at each point of a login: nobody is in with less, and nobody is stuck', async (t) => {
  const house = await startTwoProcesses(points.length * moments.length)
  t.after(() => house.close())
  let asked = 0
  for (const [place, [point, expected]] of points.entries()) {
    for (const moment of moments) {
      const person = house.people[asked++]
      assert.ok(person)
      const title = `${point}, ${moment} ms`
      let killed: Promise<unknown> | undefined
      house.balancer.aim(0, place, (request) => {
        assert.match(request, expected)
        killed = wait(moment).then(() => house.end(0, 'SIGKILL'))
      })
      await signIn(house, person).catch((error) => assert.fail(`${title}: ${error}`))
      assert.ok(killed, `${title}: nobody came by`)
      assert.equal(await killed, 'SIGKILL', title)
      await house.begin(0)
    }
  }
  const [unanswered = 0] = house.balancer.failures
  t.diagnostic(`${asked} kills, ${unanswered} requests had to be made again`)
  assert.ok(unanswered >= points.length, `${unanswered} requests without an answer`)
})

/** A person who presses reload when a page does not come, and begins again at the application when that leads nowhere. */
async function signIn(house: TwoProcesses, person: Person): Promise<void> {
  const browser = createBrowserClient()
  const proved = { typed: false }
  for (let begun = 0; begun < 4; begun += 1) {
    if (await tryOnce(house, person, browser, proved)) return
  }
  assert.fail('four times from the beginning, and not in')
}

/** @returns false when it led back to the beginning */
async function tryOnce(
  { issuer, secret, phone }: TwoProcesses,
  { username, number }: Person,
  browser: BrowserClient,
  proved: { typed: boolean },
): Promise<boolean> {
  const party = relyingParty({ issuer }, 'app', secret)
  const silently = async () => {
    const { location } = await browser.get(party.begin({ prompt: 'none' }))
    return location?.searchParams
  }
  if (!proved.typed) assert.equal((await silently())?.get('error'), 'login_required')
  let page = await browser.follow(await browser.get(party.begin()), isClient)
  if (page.body.includes('name="password"')) {
    const typed = await browser.submit(page, 'form', { identifier: username, password })
    page = await browser.follow(typed, isClient)
  }
  if (!proved.typed) assert.equal((await silently())?.get('error'), 'login_required')
  if (page.body.includes('one-time-code')) {
    page = await askForMessage(browser, page)
    const received = () => phone.messages.filter(({ to }) => to === number)
    for (let tries = 0; received().length === 0 && tries < 500; tries += 1) await wait(10)
    proved.typed = true
    page = await typeCode(browser, page, codeIn(received().at(-1)?.text ?? ''))
  }
  const last = page.body.includes('http-equiv="refresh"')
    ? await browser.follow(await openNext(browser, page), isClient)
    : page
  if (last.location === undefined) return false
  assert.ok(proved.typed, 'in without a code')
  const { body } = await party.redeem(last.location.searchParams.get('code'))
  if (typeof body.id_token !== 'string') return false
  const { acr, amr } = claimsIn(body.id_token)
  assert.deepEqual([acr, amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
  assert.equal((await party.userinfo(String(body.access_token))).status, 200)
  const { status } = await party.refresh(String(body.refresh_token))
  // Whether the first of the two was carried out nobody can tell: a second use then ends the grant (RFC 9700 4.14.2).
  assert.ok(status === 200 || status === 400, `refreshed: ${status}`)
  return (await silently())?.has('code') === true
}

/** Where the answer to the right code was lost with its session, the page has to be asked for another message, when it is time. */
async function askForMessage(browser: BrowserClient, page: Page): Promise<Page> {
  if (!page.body.includes('No text message was sent')) return page
  await wait(gapSeconds * 1000 + 100)
  const asked = await browser.submit(page, `${page.url.pathname}/sms-otp/resend`)
  return browser.follow(asked)
}

function isClient(url: URL): boolean {
  return url.host === 'app.example'
}
