import type { Browser, Page } from 'playwright-core'
import type { ClientSettings, Settings } from '../../src/config/settings.ts'
import { type House, openHouse } from '../../test/browser/house.ts'
import {
  begin,
  codeFrom,
  press,
  provePassword,
  see,
  seeHeading,
  typeCode,
  wrongCode,
} from '../../test/browser/person.ts'
import { password } from '../../test/support/latchkey.ts'
import { bringReceipt, withReceipts } from '../../test/support/receipts.ts'
import { startRedis } from '../../test/support/redis.ts'
import { account, knowingNumbers } from './account.ts'
import type { Camera } from './camera.ts'
import { arabic, branded, brandedLogin } from './languages.ts'
import { people, remembering } from './people.ts'
import { backupCodes, enrolling, enrolment } from './second-factors.ts'

/** Walks past every page with the camera. */
export async function tour(browser: Browser, camera: Camera): Promise<void> {
  await visit(browser, {}, (page, house) => wholeLogin(page, house, camera))
  await visit(browser, {}, (page, house) => signOut(page, house, camera))
  await visit(browser, { change: thirdParty }, (page, house) => consent(page, house, camera))
  await visit(browser, { change: deafGateway }, (page, house) => notSent(page, house, camera))
  await visit(browser, { change: withReceipts }, (page, house) => delivered(page, house, camera))
  await visit(browser, { change: manyTries }, (page, house) => locked(page, house, camera))
  await visit(browser, {}, (page, house) => backupCodes(page, house, camera))
  await visit(browser, { change: enrolling }, (page, house) => enrolment(page, house, camera))
  await visit(browser, { change: rarely }, (page, house) => limited(page, house, camera))
  await visit(browser, {}, (page, house) => held(page, house, camera))
  await visit(browser, {}, (page, house) => notices(page, house, camera))
  await visit(browser, { change: knowingNumbers }, async (page, house) => {
    await account(page, house, camera)
  })
  await visit(browser, { change: remembering }, (page, house) => people(page, house, camera))
  await unavailable(browser, camera)
  await visit(browser, {}, (page, house) => arabic(page, house, camera))
  await visit(browser, { change: await branded() }, (page, house) => brandedLogin(page, house, camera))
}

async function visit(
  browser: Browser,
  options: Parameters<typeof openHouse>[0],
  walk: (page: Page, house: House) => Promise<void>,
): Promise<void> {
  const house = await openHouse(options)
  const context = await browser.newContext()
  try {
    await walk(await context.newPage(), house)
  } finally {
    await context.close()
    await house.close()
  }
}

async function wholeLogin(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await page.goto(house.application)
  await shoot(page, 'application', 'The demo application, before')
  await press(page, 'Sign in')
  await seeHeading(page, 'Sign in')
  await shoot(page, 'sign-in', 'Sign in', 'dark')
  await page.getByLabel(/^Username/).fill('alice')
  await page.getByLabel('Password').fill('not it')
  await press(page, 'Continue')
  await see(page, 'is not right')
  await shoot(page, 'sign-in-wrong', 'Sign in: wrong')
  await provePassword(page)
  const code = await codeFrom(house, 1)
  await shoot(page, 'code', 'Enter the code', 'dark')
  await typeCode(page, wrongCode(code))
  await see(page, 'is not right')
  await shoot(page, 'code-wrong', 'Enter the code: wrong', 'dark')

  const inbox = await page.context().newPage()
  await inbox.goto(house.inbox)
  await shoot(inbox, 'inbox', 'The demo’s phone', 'dark')

  const late = await page.context().newPage()
  await begin(late, house)
  await provePassword(late)

  const release = await holdBack(page, house)
  await typeCode(page, code)
  await seeHeading(page, 'One moment')
  await shoot(page, 'continue', 'On the way back')
  await release()
  await page.getByRole('link', { name: 'Continue' }).click()
  await seeHeading(page, 'Signed in as Alice Example')
  await shoot(page, 'signed-in', 'The demo application, after', 'dark')

  await late.reload()
  await seeHeading(late, 'Confirm it is you')
  await shoot(late, 'start', 'Before a message is sent')
  await press(late, 'Cancel and go back to Demo application')
  await see(late, 'The sign-in was cancelled.')
  await shoot(late, 'cancelled', 'The demo application, after cancelling')
}

/** Keeps the browser on the page that goes on by itself, until released. */
async function holdBack(page: Page, house: House): Promise<() => Promise<void>> {
  const resumed = `${house.issuer}/auth/*`
  await page.route(resumed, (route) => route.fulfill({ status: 204 }))
  return () => page.unroute(resumed)
}

async function signOut(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  await typeCode(page, await codeFrom(house, 1))
  await seeHeading(page, 'Signed in as Alice Example')
  await press(page, 'Sign out')
  await seeHeading(page, 'Sign out?')
  await shoot(page, 'sign-out', 'Sign out?')
  // Without an address to return to: by the provider's own door.
  await page.goto(`${house.issuer}/session/end`)
  await press(page, 'Sign out')
  await seeHeading(page, 'You are signed out')
  await shoot(page, 'signed-out', 'Signed out')
}

async function consent(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  await typeCode(page, await codeFrom(house, 1))
  await seeHeading(page, /^Allow/)
  await shoot(page, 'consent', 'Allow what a third party’s application asks for', 'dark')
}

async function notSent(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  await see(page, 'could not be sent')
  await shoot(page, 'code-not-sent', 'Enter the code: the message could not be sent')
}

async function locked(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  for (let wrong = 0; wrong < 10; wrong += 1) await typeCode(page, '000000')
  await seeHeading(page, 'Codes are locked')
  await shoot(page, 'locked', 'Too many wrong codes')
}

async function limited(page: Page, house: House, { shoot }: Camera): Promise<void> {
  const elsewhere = await page.context().browser()?.newContext()
  const other = await elsewhere?.newPage()
  if (other !== undefined) {
    await begin(other, house)
    await provePassword(other)
  }
  await begin(page, house)
  await provePassword(page)
  await see(page, 'there were too many lately')
  await shoot(page, 'code-limited', 'Enter the code: too many messages lately')
  await elsewhere?.close()
}

async function held(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  for (let wrong = 0; wrong < 7; wrong += 1) {
    await page.getByLabel(/^Username/).fill('mallory')
    await page.getByLabel('Password').fill('a wrong password')
    await press(page, 'Continue')
  }
  await see(page, 'There were too many tries')
  await shoot(page, 'password-held', 'Sign in: too many tries')
}

async function delivered(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  const [message] = await house.messages()
  const id = message?.id ?? ''
  await bringReceipt(house.issuer, 'inbox', { id, status: 'failed' })
  await see(page, 'Your carrier refused')
  await shoot(page, 'code-undelivered', 'Enter the code: the carrier refused the message')
  await bringReceipt(house.issuer, 'inbox', { id, status: 'delivered' })
  await page.reload()
  await see(page, 'has arrived on your phone')
  await shoot(page, 'code-arrived', 'Enter the code: the message has arrived')
}

async function notices(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await page.getByLabel(/^Username/).fill('numberless')
  await page.getByLabel('Password').fill(password)
  await press(page, 'Continue')
  await seeHeading(page, 'No mobile number')
  await shoot(page, 'no-number', 'Two factors are needed, and there is no number')
  await page.goto(`${house.issuer}/interaction/gone`)
  await seeHeading(page, 'This sign-in is over')
  await shoot(page, 'login-gone', 'A sign-in that is over')
}

async function unavailable(browser: Browser, { shoot }: Camera): Promise<void> {
  const redis = await startRedis()
  const store = { kind: 'redis', url: redis.url, commandTimeout: 500, acceptDataLoss: false } as const
  const change = (settings: Settings): Settings => ({ ...settings, store })
  try {
    await visit(browser, { change }, async (page, house) => {
      await begin(page, house)
      await redis.kill()
      await page.reload()
      await seeHeading(page, 'Not available just now')
      await shoot(page, 'unavailable', 'The store does not answer')
    })
  } finally {
    await redis.stop()
  }
}

function thirdParty(settings: Settings): Settings {
  const clients = settings.clients.map((client): ClientSettings => ({ ...client, firstParty: false }))
  return { ...settings, clients }
}

/** More wrong codes for one message than it usually survives. */
function manyTries(settings: Settings): Settings {
  const smsOtp = { ...settings.authentication.smsOtp, tries: 20 }
  return { ...settings, authentication: { ...settings.authentication, smsOtp } }
}

/** One message in ten minutes. */
function rarely(settings: Settings): Settings {
  return { ...settings, limits: { ...settings.limits, number: { tenMinutes: 1, day: 10 } } }
}

/** Messages go where nothing takes them. */
function deafGateway(settings: Settings): Settings {
  const gateways = settings.gateways.map((gateway) => ({
    ...gateway,
    url: new URL('/nowhere', gateway.url).href,
  }))
  return { ...settings, gateways }
}
