import { changeAccount } from '../../src/accounts/change.ts'
import { makeLink, withLink } from '../../src/accounts/links.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { SpendStore } from '../../src/limits/ports.ts'
import { createSendGate } from '../../src/limits/send-gate.ts'
import type { Audit } from '../../src/operations/audit.ts'
import { enterAccount, proveByCode } from '../support/account.ts'
import { accountNamed, backupUrl, beside, giveBackupCodes } from '../support/backup.ts'
import { createBrowserClient, formOf, formsOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { bringReceipt, withReceipts } from '../support/receipts.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import { generousLimits } from '../support/settings.ts'

const names = ['remembering', 'tried', 'changing', 'turning', 'spending', 'newcomer', 'backed'] as const

/** What a message costs, and a day's money: enough for a tour, and spent at its end. Ten-thousandths. */
const price = 500
const day = 40 * price

/** People for each stop of the tour, a gateway that brings receipts, money, and a client that is told of logouts. */
export function forTour(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const people = names.map((username, index) => ({
    username,
    password_hash,
    ...(username === 'newcomer' ? {} : { number: `+9477888950${index}`, number_verified: true }),
  }))
  const [first] = settings.clients
  const remembering = first && {
    ...first,
    metadata: { ...first.metadata, client_id: 'remembering' },
    acceptRememberedBrowser: true,
  }
  const clients = [...settings.clients, ...(remembering ? [remembering] : [])].map((client) => {
    if (client.metadata.client_id !== 'app') return client
    return { ...client, metadata: { ...client.metadata, backchannel_logout_uri: 'http://127.0.0.1:9/told' } }
  })
  const money = { currency: 'EUR', day, month: day, prices: {}, otherPrice: price }
  return withReceipts({
    ...settings,
    clients,
    users: [...settings.users, ...people],
    sessions: { ...settings.sessions, rememberBrowserDays: 30 },
    account: { ...settings.account, capture: 'trust-first-login' },
    limits: { ...settings.limits, money },
  })
}

/** Everything that may happen to people, over HTTP, with every kind of event of docs/metrics.md. */
export async function takeTour(server: TestServer): Promise<void> {
  await signInAndOut(server)
  await goWrong(server)
  await haveRemembered(server)
  await useBackupCodes(server)
  await enrol(server)
  await changeAccountPages(server)
  await followLink(server)
  await spendAll(server)
  await reload(server)
}

async function reload(server: TestServer): Promise<void> {
  await server.reload((settings) => settings)
  await server.reload((settings) => ({ ...settings, application: { name: 'Renamed' } }))
  await server.reload((settings) => ({ ...settings, store: { kind: 'embedded', directory: '/elsewhere' } }))
}

async function signInAndOut(server: TestServer): Promise<void> {
  const browser = createBrowserClient()
  const party = relyingParty(server)
  const sent = server.phone.messages.length
  const callback = await logIn(server, browser, party.begin())
  const receipt = { id: `message-${sent + 1}`, status: 'delivered' }
  await bringReceipt(server.issuer, 'phone', receipt)
  const code = callback.searchParams.get('code')
  const { body } = await party.redeem(code)
  // A code that comes twice ends what came of it.
  await party.redeem(code)
  const asked = await browser.get(`${server.issuer}/session/end?id_token_hint=${body.id_token}`)
  const { action, fields } = formOf(asked, 'form')
  await browser.post(action, { ...fields, logout: 'yes' }, { from: asked })
  await createBrowserClient().get(party.begin({ prompt: 'none' }))
}

async function goWrong(server: TestServer): Promise<void> {
  const browser = createBrowserClient()
  const asked = await browser.follow(await browser.get(relyingParty(server).begin()))
  await browser.submit(asked, 'form', { identifier: 'tried', password: 'not the one' })
  const page = await provePassword(browser, relyingParty(server).begin(), 'tried')
  await typeCode(browser, page, '000000')
  const [form] = formsOf(page)
  const token = form?.fields.form_token ?? ''
  // Before its cooldown is over.
  await browser.post(
    `${server.issuer}${page.url.pathname}/sms-otp/resend`,
    { form_token: token },
    { from: page },
  )
}

async function haveRemembered(server: TestServer): Promise<void> {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server, 'remembering').begin(), 'remembering')
  const code = await server.phone.code(sent + 1)
  await goOn(browser, await browser.submit(page, 'form.code', { code, remember_browser: 'yes' }))
}

async function useBackupCodes(server: TestServer): Promise<void> {
  const [code = ''] = await giveBackupCodes(server, 'backed')
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin(), 'backed')
  const asked = await browser.get(backupUrl(page))
  await browser.submit(asked, 'form.backup', { code })
  const again = createBrowserClient()
  const next = await again.get(backupUrl(await provePassword(again, relyingParty(server).begin(), 'backed')))
  for (let wrong = 0; wrong < 10; wrong += 1) await again.submit(next, 'form.backup', { code: '22222-22222' })
}

async function enrol(server: TestServer): Promise<void> {
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin(), 'newcomer')
  const sent = server.phone.messages.length
  const asked = await browser.get(`${page.url.origin}${page.url.pathname}/number`)
  const next = await browser.follow(await browser.submit(asked, 'form.enrolment', { number: '077 888 9600' }))
  await goOn(browser, await typeCode(browser, next, await server.phone.code(sent + 1)))
}

async function changeAccountPages(server: TestServer): Promise<void> {
  const browser = createBrowserClient()
  await enterAccount(server, browser, 'changing')
  const form = await proveByCode(server, browser, 'number')
  const sent = server.phone.messages.length
  const asked = await browser.follow(
    await browser.submit(form, '/account/number', { country: 'LK', number: '077 888 9601' }),
  )
  await browser.submit(asked, 'form.code', { code: await server.phone.code(sent + 1) })
  const other = createBrowserClient()
  await enterAccount(server, createBrowserClient(), 'turning')
  await enterAccount(server, other, 'turning')
  const proved = await proveByCode(server, other, 'sessions')
  await other.post(
    `${server.issuer}/account/sessions/end`,
    { form_token: formsOf(proved)[0]?.fields.form_token ?? '', session: 'others' },
    { from: proved },
  )
  await other.submit(await proveByCode(server, other, 'backup-codes'), '/account/backup-codes/make')
  await other.submit(await proveByCode(server, other, 'opt-out', '/sms-code'), '/account/sms-code/off')
}

async function followLink(server: TestServer): Promise<void> {
  for (const kind of ['password', 'enrol'] as const) {
    const { id } = await accountNamed(server, 'numberless')
    const { link, token } = makeLink(id, kind, Date.now() + 60_000)
    await beside(server, ({ accounts }) =>
      changeAccount({ accounts, clock: Date.now }, id, (account) => withLink(account, link, Date.now())),
    )
    const browser = createBrowserClient()
    const page = await browser.get(`${server.issuer}/account/link/${token}`)
    await browser.submit(page, 'main form', kind === 'password' ? { password: 'one long password' } : {})
  }
}

async function spendAll(server: TestServer): Promise<void> {
  for (let login = 0; login < day / price; login += 1) {
    const sent = server.phone.messages.length
    const page = await provePassword(createBrowserClient(), relyingParty(server).begin(), 'spending')
    if (/could not|limit/i.test(page.body) || server.phone.messages.length === sent) return
  }
}

/** A ratio of right codes takes an hour of logins: the gate alone, over a store that says it is broken. */
export async function conversionStops(audit: Audit): Promise<void> {
  const refused = { allowed: false, by: 'country conversion', retryIn: 0, left: [] } as const
  const store = { charge: async () => refused } as unknown as SpendStore
  const gate = createSendGate({
    store,
    limits: generousLimits,
    key: 'k'.repeat(32),
    lifetimeSeconds: 60,
    audit,
  })
  await gate.admit({ account: 'a', purpose: 'login', number: '+94778888888', client: 'app' })
}
