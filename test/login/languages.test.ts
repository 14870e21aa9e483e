import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowserClient } from '../support/client.ts'
import { testPlan } from '../support/plan.ts'
import { provePassword } from '../support/relying-party.ts'

// The plan's account has the locale en-LK.
const arabic = testPlan([], {
  change: (same) => ({
    ...same,
    users: same.users.map((user) => ({ ...user, claims: { ...user.claims, locale: 'ar' } })),
  }),
})

async function codePage(request: Readonly<Record<string, string>>) {
  const browser = createBrowserClient()
  const page = await provePassword(browser, arabic.party().begin(request))
  const { body } = await browser.get(page.url, { headers: { 'accept-language': 'es' } })
  return { body, sms: arabic.server.phone.messages.at(-1)?.text ?? '' }
}

test("after the password, pages and message are in the account's language, not in the browser's", async () => {
  const { body, sms } = await codePage({})
  assert.match(body, /<html lang="ar" dir="rtl">/)
  assert.match(sms, /رمز/)
})

test("ui_locales goes before the account's language, in the message too", async () => {
  const { body, sms } = await codePage({ ui_locales: 'fr-CA' })
  assert.match(body, /<html lang="fr" dir="ltr">/)
  assert.match(sms, /est votre code/)
})

test('discovery names every language there are texts in', async () => {
  const { body } = await createBrowserClient().get(
    new URL('/.well-known/openid-configuration', arabic.server.issuer),
  )
  assert.deepEqual(JSON.parse(body).ui_locales_supported.toSorted(), ['ar', 'en', 'es', 'fr'])
})

test('where a gateway has templates that carriers approved, our text leaves in their languages, else in English', async () => {
  const templateIds = { default: 'T-1', fr: 'T-2' }
  await arabic.server.reload((settings) => ({
    ...settings,
    gateways: settings.gateways.map((gateway) => ({ ...gateway, templateIds })),
  }))
  assert.match((await codePage({ ui_locales: 'fr' })).sms, /est votre code/)
  const { body, sms } = await codePage({ ui_locales: 'es' })
  assert.match(body, /<html lang="es"/)
  assert.match(sms, /is your/)
  await arabic.server.reload((settings) => ({
    ...settings,
    gateways: settings.gateways.flatMap((gateway) => [
      gateway,
      { ...gateway, name: 'off', enabled: false, templateIds },
    ]),
  }))
  assert.match((await codePage({ ui_locales: 'es' })).sms, /es su clave/, 'one that is off approves nothing')
})
