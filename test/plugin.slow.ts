import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import manifest from '../package.json' with { type: 'json' }
import { type BrowserClient, createBrowserClient, type Page } from './support/client.ts'
import { type Phone, startPhone } from './support/phone.ts'
import {
  createPluginProject,
  type PluginProject,
  readmeBlocks,
  startPluginHost,
} from './support/plugin-project.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { claimsIn, relyingParty, typeCode } from './support/relying-party.ts'

/** Another minor version of the library than ours. */
const theirVersion = '9.11.4'

const isClient = (url: URL) => url.host === 'app.example'

describe('the package in an empty project with another oidc-provider', { timeout: 180_000 }, () => {
  let project: PluginProject
  let phone: Phone
  let redis: TestRedis
  before(async () => {
    project = createPluginProject(theirVersion)
    phone = await startPhone()
    redis = await startRedis()
  })
  after(async () => {
    await redis?.stop()
    await phone?.close()
    project?.remove()
  })

  test('it holds what it runs on and what it is explained with, and neither tests nor secrets', () => {
    const wanted = [
      'bin/latchkey.js',
      'dist/src/main.js',
      'config/deployment.toml',
      'config/schema/deployment.schema.json',
      'docs/reference.md',
      'docs/branding/pages/theme.css',
    ]
    for (const path of [...wanted, 'interactions/sms-otp/README.md'])
      assert.ok(project.packed.includes(path), path)
    const kinds = [
      /^(README|CHANGELOG|LICENSE|package\.json|interactions\/sms-otp\/README)/,
      /^bin\/latchkey\.js$/,
      /^(config|docs)\/[^/]+\.(toml|md)$/,
      /^config\/sms\/(presets\/)?[^/]+\.toml$/,
      /^config\/schema\/[^/]+\.schema\.json$/,
      /^docs\/branding\/(locales\/en\.json|pages\/[a-z]+\.(liquid|svg|css))$/,
      /^dist\/(interactions|src)\/.*(?<!(?<!\.d)\.ts)$/,
    ]
    assert.deepEqual(
      project.packed.filter((path) => !kinds.some((kind) => kind.test(path))),
      [],
    )
  })

  test('every entry it offers has its types beside it', () => {
    for (const path of Object.values(manifest.exports).filter((entry) => entry.endsWith('.js'))) {
      assert.ok(project.packed.includes(path.slice(2)), path)
      assert.ok(project.packed.includes(path.slice(2).replace(/\.js$/, '.d.ts')), path)
    }
  })

  test('the project has its own oidc-provider, in another minor version than ours', () => {
    const ours = versionIn(project, 'node_modules/latchkey/node_modules/oidc-provider')
    const theirs = versionIn(project, 'node_modules/oidc-provider')
    assert.deepEqual([ours, theirs], [manifest.dependencies['oidc-provider'], theirVersion])
    assert.notEqual(minorOf(ours), minorOf(theirs))
  })

  for (const store of ['embedded', 'redis'] as const) {
    describe(`the README's provider on the ${store} store`, () => {
      let host: Awaited<ReturnType<typeof startPluginHost>>
      before(async () => {
        const files = { 'provider.js': providerOn(store), 'gateway.toml': gatewayAt(phone.url) }
        host = await startPluginHost(project, files, { REDIS_URL: redis.url, SMS_TOKEN: 'of no use' })
      })
      after(() => host?.stop())

      test("the host's own login, then the code, then an ID Token that says both", async () => {
        const browser = createBrowserClient()
        const party = relyingParty(host)
        const asked = await send(browser, await provePassword(browser, party.begin({ scope: 'openid' })))
        const done = await browser.follow(await typeCode(browser, asked, await phone.code()), isClient)
        const { status, body } = await party.redeem(done.location?.searchParams.get('code') ?? '')
        assert.equal(status, 200)
        const { sub, amr } = claimsIn(body.id_token)
        assert.deepEqual([sub, amr], ['ada', ['pwd', 'sms', 'mfa']])
        const again = await browser.get(party.begin({ scope: 'openid', prompt: 'none' }))
        assert.ok(again.location?.searchParams.get('code'), 'the session has both factors now')
      })

      test('after the password alone each request asks for the code again, and prompt=none is login_required', async () => {
        const browser = createBrowserClient()
        const party = relyingParty(host)
        const first = await provePassword(browser, party.begin({ scope: 'openid' }))
        const second = await browser.follow(await browser.get(party.begin({ scope: 'openid' })), isClient)
        assert.match(second.url.pathname, /^\/sms-otp\//)
        assert.notEqual(second.url.href, first.url.href)
        const silent = await browser.get(party.begin({ scope: 'openid', prompt: 'none' }))
        assert.equal(silent.location?.searchParams.get('error'), 'login_required')
      })

      test('a code is worth nothing in another browser, even for the same account', async () => {
        const [mine, theirs] = [createBrowserClient(), createBrowserClient()]
        const start = relyingParty(host).begin({ scope: 'openid' })
        const asked = await send(mine, await provePassword(mine, start))
        const code = await phone.code()
        const elsewhere = await send(theirs, await provePassword(theirs, start))
        assert.equal((await typeCode(theirs, elsewhere, code)).status, 422)
        const done = await mine.follow(await typeCode(mine, asked, code), isClient)
        assert.ok(done.location?.searchParams.get('code'))
      })

      /** Through the host's own login, up to the step's button; looking at it sends nothing. */
      async function provePassword(browser: BrowserClient, start: string): Promise<Page> {
        const sent = phone.messages.length
        const login = await browser.follow(await browser.get(start))
        const page = await browser.follow(await browser.submit(login, 'form', { name: 'ada' }))
        assert.match(page.url.pathname, /^\/sms-otp\//)
        assert.equal(phone.messages.length, sent)
        return page
      }

      /** Presses the button and waits for the message. */
      async function send(browser: BrowserClient, page: Page): Promise<Page> {
        const sent = phone.messages.length
        const asked = await browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp/start`))
        await phone.code(sent + 1)
        return asked
      }
    })
  }
})

function versionIn({ folder }: PluginProject, place: string): string {
  return JSON.parse(readFileSync(join(folder, place, 'package.json'), 'utf8')).version
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

/** The README's `provider.js`, for Redis with the lines the README gives for it. */
function providerOn(store: 'embedded' | 'redis'): string {
  const [provider = '', redis = ''] = readmeBlocks('js')
  if (store === 'embedded') return provider
  const [entry = '', open = ''] = redis.split('\n').filter((line) => line !== '')
  const changed = provider
    .replace(/^import .*'latchkey\/sms-otp\/embedded'$/m, entry)
    .replace(/^const \{ challenges \} = .*$/m, open)
  assert.ok(changed.includes('openRedisChallenges(') && !changed.includes('embedded'))
  return changed
}

/** The README's `gateway.toml`, with our phone's address. */
function gatewayAt(url: string): string {
  const [gateway = ''] = readmeBlocks('toml')
  return `${gateway.replace(/^url = .*$/m, `url = "${url}"`)}allow_private = true\n`
}
