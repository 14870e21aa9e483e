import type { BrowserClient, Page } from './client.ts'
import { type TestServer, password as testPassword } from './latchkey.ts'
import { goOn, typeCode } from './relying-party.ts'

/** Opens a page of one's own account, in a browser where nobody is signed in. */
export function openAccount(server: TestServer, browser: BrowserClient, path = ''): Promise<Page> {
  return browser.get(`${server.issuer}/account${path}`).then((page) => browser.follow(page))
}

/** Signs in to the account pages, with the code where one is asked for, and answers the page that was wanted. */
export async function enterAccount(
  server: TestServer,
  browser: BrowserClient,
  identifier = 'alice',
  path = '',
): Promise<Page> {
  const sent = server.phone.messages.length
  const asked = await openAccount(server, browser, path)
  const next = await browser.follow(
    await browser.submit(asked, 'form', { identifier, password: testPassword }),
  )
  const isCode = next.body.includes('one-time-code')
  const last = isCode ? await typeCode(browser, next, await server.phone.code(sent + 1)) : next
  const signedIn = await goOn(browser, last, (url) => url.pathname.startsWith('/account'))
  return browser.follow(await browser.get(signedIn))
}

/** Proves a change by a code to the stored number, beginning on the page of the change; answers that page again. */
export async function proveByCode(
  server: TestServer,
  browser: BrowserClient,
  change: string,
  path = `/${change}`,
): Promise<Page> {
  const sent = server.phone.messages.length
  const page = await openAccount(server, browser, path)
  const asked = await browser.follow(await browser.submit(page, `/account/prove/${change}/sms-otp/start`))
  return browser.follow(await browser.submit(asked, 'form.code', { code: await server.phone.code(sent + 1) }))
}
