import assert from 'node:assert/strict'
import { type BrowserClient, createBrowserClient } from '../support/client.ts'
import { formsOf, type Page } from '../support/page.ts'
import { claimsIn, lastPage, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import type { Asked, Explained, House } from './explain-house.ts'
import { backup } from './explain-rows.ts'

/** What a login really came to. */
export interface Came {
  readonly steps: readonly string[]
  /** Told to the client by whoever was turned away. */
  readonly error?: string | null
  readonly token?: Readonly<Record<string, unknown>>
}

/** The number of whoever is asked for one. */
const enrolling = '+94778888777'

/**
 * Signs in over HTTP as far as it goes, by what the pages ask for and nothing else.
 *
 * @param backup a backup code, for whoever is asked for one
 */
export async function reallyLogIn(house: House, { user, client, acr }: Asked, backup = ''): Promise<Came> {
  const browser = createBrowserClient()
  const party = relyingParty(house, client, house.secretOf(client))
  const sent = house.phone.messages.length
  const page = await provePassword(browser, party.begin({ acr_values: acr }), user)
  const asks = stepsOn(page)
  const steps = ['password', ...asks]
  if (asks.includes('password')) return { steps: ['password'] }
  if (page.status === 403) {
    const end = await lastPage(browser, await browser.submit(page, 'form.abort'))
    return { steps, error: end.location?.searchParams.get('error') ?? null }
  }
  if (asks.length === 0 && page.body.includes('<form class="cancel"')) return { steps: [...steps, 'locked'] }
  const asked = asks.includes('enrolment')
    ? await browser.follow(await browser.submit(page, 'form.enrolment', { number: enrolling }))
    : page
  const proved =
    asks.includes('sms') || asks.includes('enrolment')
      ? await typeCode(browser, asked, await house.phone.code(sent + 1))
      : asks.includes('backup')
        ? await browser.submit(asked, 'form.backup', { code: backup })
        : asked
  const next = await lastPage(browser, proved)
  const consents = stepsOn(next)
  const end =
    next.location === undefined
      ? await lastPage(browser, await browser.submit(next, `${next.url.pathname}/consent`))
      : next
  const redeemed = await party.redeem(end.location?.searchParams.get('code') ?? null)
  return { steps: [...steps, ...consents], token: claimsIn(redeemed.body.id_token) }
}

/** A browser that the person has had remembered while they signed in. */
export async function rememberedBrowser(house: House, user: string, client: string): Promise<BrowserClient> {
  const browser = createBrowserClient()
  const sent = house.phone.messages.length
  const page = await provePassword(browser, relyingParty(house, client, house.secretOf(client)).begin(), user)
  const code = await house.phone.code(sent + 1)
  const typed = await browser.submit(page, 'form.code', { code, remember_browser: 'yes' })
  await lastPage(browser, typed)
  return browser
}

/** What is asked for after the password when somebody signs in again there. */
export async function asksAgain(
  house: House,
  browser: BrowserClient,
  { user, client, acr }: Asked,
): Promise<readonly string[]> {
  const start = relyingParty(house, client, house.secretOf(client)).begin({
    prompt: 'login',
    acr_values: acr,
  })
  return stepsOn(await provePassword(browser, start, user))
}

/** What a page asks for, by where its forms go and its links lead. */
function stepsOn(page: Page): readonly string[] {
  const actions = formsOf(page).map(({ action }) => new URL(action).pathname)
  const has = (end: string) => actions.some((action) => action.endsWith(end))
  return [
    ...(has('/password') ? ['password'] : []),
    ...(has('/sms-otp') ? ['sms'] : []),
    ...(has('/backup-code') || page.body.includes('/backup-code"') ? ['backup'] : []),
    ...(has('/number') ? ['enrolment'] : []),
    ...(has('/consent') ? ['consent'] : []),
  ]
}

/** Signs in, and compares what came of it with what was said before. */
export async function agrees(house: House, asked: Asked, said: Explained): Promise<void> {
  const came = await reallyLogIn(house, asked, backup)
  const locked = said.refused?.because === 'closed'
  assert.deepEqual(came.steps, locked ? ['password', 'locked'] : stepsIn(said))
  assert.equal(came.error, said.refused?.error)
  assert.equal(came.token !== undefined, said.signs_in)
  if (came.token === undefined) return
  const { acr, amr, sub } = came.token
  const used = stepsIn(said).find((step) => step !== 'password' && step !== 'consent') ?? 'password'
  const tokens = said.tokens.find((each) => each.after === used)
  assert.deepEqual({ acr, amr }, { acr: tokens?.acr, amr: tokens?.amr })
  const { claim, value } = said.subject
  if (used === 'enrolment') assert.deepEqual([claim, value, sub], ['mobile', undefined, enrolling.slice(1)])
  else assert.ok(isMaskOf(value ?? '', String(sub)), `${value} of ${sub}`)
}

function isMaskOf(masked: string, whole: string): boolean {
  const [start = '', end = ''] = masked.replace('•••• ', '••••').split('••••')
  return start.length + end.length >= 3 && whole.startsWith(start) && whole.endsWith(end) && masked !== whole
}

export function stepsIn({ steps }: Explained): readonly string[] {
  return steps.map(({ step }) => step)
}
