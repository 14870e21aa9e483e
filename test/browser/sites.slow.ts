import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { relyingParty } from '../support/relying-party.ts'
import { type Front, startFront } from './front.ts'
import { type House, openHouse } from './house.ts'
import { begin, codeFrom, complaintsOf, press, provePassword, see, seeHeading, typeCode } from './person.ts'

let house: House
let street: { readonly server: TestServer; readonly front: Front }
let browser: Browser
before(async () => {
  house = await openHouse({ applicationHost: 'shop.example' })
  street = await openStreet()
  const hosts = ['login.example', 'app.example', 'third.example']
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1:${street.front.port}`)
  browser = await launchBrowser({
    hostRules: [`MAP shop.example 127.0.0.1:${house.applicationPort}`, ...rules].join(', '),
  })
})
after(async () => {
  await browser.close()
  await street.front.close()
  await street.server.close()
  await house.close()
})

for (const javaScriptEnabled of [true, false]) {
  const script = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'
  describe(`an application on another site, ${script}`, () => {
    let context: BrowserContext
    let complaints: readonly string[]
    let page: Page
    beforeEach(async () => {
      context = await browser.newContext({ javaScriptEnabled, ignoreHTTPSErrors: true })
      complaints = complaintsOf(context)
      page = await context.newPage()
    })
    afterEach(async () => {
      await context.close()
      assert.deepEqual(complaints, [])
    })

    test('a person signs in, is asked again, signs out and cancels, each time back at the application', async () => {
      const sent = (await house.messages()).length
      await begin(page, house)
      assert.equal(new URL(page.url()).origin, house.issuer)
      await provePassword(page)
      await typeCode(page, await codeFrom(house, sent + 1))
      await seeHeading(page, 'Signed in as Alice Example')
      assert.equal(page.url(), 'http://shop.example/')
      await see(page, 'urn:latchkey:2fa')

      await press(page, 'Ask for a fresh second factor')
      await provePassword(page)
      await typeCode(page, await codeFrom(house, sent + 2))
      await seeHeading(page, 'Signed in as Alice Example')

      await press(page, 'Sign out')
      await seeHeading(page, 'Sign out?')
      await press(page, 'Sign out')
      await seeHeading(page, 'Demo application')
      assert.equal(page.url(), 'http://shop.example/')

      await begin(page, house)
      await press(page, 'Cancel and go back to Demo application')
      await see(page, 'The sign-in was cancelled.')
      assert.equal(new URL(page.url()).host, 'shop.example')
    })

    test('over https the login ends where the application’s callback sends it on to, a third site', async () => {
      const { server } = street
      const sent = server.phone.messages.length
      await page.goto(applicationWith(relyingParty(server).begin()))
      await page.getByRole('link', { name: 'Sign in' }).click()
      await provePassword(page)
      await typeCode(page, await server.phone.code(sent + 1))
      await see(page, /^Landed with a code$/)
      assert.equal(new URL(page.url()).host, 'third.example')

      const cookies = await context.cookies('https://login.example/')
      const names = cookies.map(({ name }) => name)
      assert.ok(names.includes('__Host-latchkey_session'), names.join())
      assert.ok(cookies.every(({ secure, httpOnly }) => secure && httpOnly))
      // The session that the login made is found again, from another site.
      await page.goto(applicationWith(relyingParty(server).begin({ prompt: 'none' })))
      await page.getByRole('link', { name: 'Sign in' }).click()
      await see(page, /^Landed with a code$/)
    })

    test('an answer by form reaches the application on another site, by its button where there is no script', async () => {
      const { server } = street
      const sent = server.phone.messages.length
      await page.goto(applicationWith(relyingParty(server).begin({ response_mode: 'form_post' })))
      await page.getByRole('link', { name: 'Sign in' }).click()
      await provePassword(page)
      await typeCode(page, await server.phone.code(sent + 1))
      if (!javaScriptEnabled) {
        await page.waitForURL(/\/auth\//)
        await press(page, 'Continue')
      }
      await see(page, /^Landed with nothing in the address$/)
      assert.equal(new URL(page.url()).host, 'third.example')
    })
  })
}

/** The application with a link that begins a login. */
function applicationWith(start: string): string {
  return `https://app.example/?to=${encodeURIComponent(start)}`
}

/** A provider at https://login.example, an application whose callback redirects on, and where it redirects to. */
async function openStreet(): Promise<{ server: TestServer; front: Front }> {
  const issuer = 'https://login.example'
  const server = await startLatchkey({
    change: (settings) => ({ ...settings, server: { ...settings.server, issuer } }),
  })
  const { port } = server.settings.server
  const front = await startFront({ host: 'login.example', port }, (url, response) => {
    if (url.pathname === '/callback') {
      response.writeHead(302, { location: `https://third.example/landed${url.search}` }).end()
      return
    }
    const start = url.searchParams.get('to')?.replaceAll('&', '&amp;')
    const said =
      url.host === 'third.example'
        ? `<p>Landed with ${url.searchParams.has('code') ? 'a code' : (url.searchParams.get('error') ?? 'nothing in the address')}</p>`
        : `<a href="${start}">Sign in</a>`
    response.setHeader('content-type', 'text/html')
    response.end(
      `<!doctype html><html lang="en"><title>A site</title><link rel="icon" href="data:,">${said}</html>`,
    )
  })
  return { server, front }
}
