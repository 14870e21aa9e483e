import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'
import { createPages, type Pages } from '../../../interactions/pages/index.ts'
import { readBranding } from '../../../src/config/branding/index.ts'
import { Report } from '../../../src/config/report.ts'
import { launchBrowser } from '../../support/browser.ts'
import { servePages } from './server.ts'
import { variants } from './variants.ts'

const browser = await launchBrowser()
after(() => browser.close())

/** Axe's own choice, WCAG 2.2 AA and good practice, with the one rule of 2.2 that it leaves off. */
const all = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }
/** What looks change; everything else about a page is the same markup again. */
const lookRules = {
  ...all,
  runOnly: ['color-contrast', 'target-size', 'link-in-text-block', 'meta-viewport'],
}

/** What axe finds, as it would be mended: rule and element. */
async function findings(tab: Tab, rules: object = all): Promise<string[]> {
  const found = (await tab.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as axe.AxeResults
  const problems = found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  )
  const tooWide = await tab.evaluate('document.documentElement.scrollWidth > innerWidth')
  return tooWide ? [...problems, 'runs out of the window'] : problems
}

async function openTab(
  t: TestContext,
  colorScheme: 'light' | 'dark',
  width: number,
  pages?: Pages,
): Promise<Tab> {
  const { urlOf } = await servePages(t, variants, pages)
  // Axe is put in past the content security policy; the script's own tests run under it.
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true })
  const tab = await context.newPage()
  t.after(() => context.close())
  await tab.goto(urlOf('password'))
  await tab.evaluate(axe.source)
  return tab
}

/** Every page, once for each shape: pages that differ in their words alone are one page to axe. */
function shapes(applicationName: string): ReadonlyMap<string, string> {
  const pages = createPages({ applicationName })
  const byShape = new Map<string, string>()
  for (const page of Object.values(variants)) {
    // It leaves before anybody could look at it.
    if (page.page === 'continue') continue
    // The other one that leaves is looked at as it is without its script.
    const html = pages.render(page, ['en']).replace(/<script src="[^"]*form-post[^"]*" defer><\/script>/, '')
    byShape.set(html.replace(/>[^<]+</g, '><').replace(/ data-[a-z-]+="[^"]*"/g, ''), html)
  }
  return byShape
}

async function lookAtAll(tab: Tab, rules: object): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const html of shapes('Acme Accounts').values()) {
    // Written into one document, because loading axe anew costs more than all it does.
    await tab.setContent(html)
    const problems = await findings(tab, rules)
    if (problems.length > 0) found[html] = problems
  }
  return found
}

test('a phone in the dark: axe finds nothing on any page and nothing runs out of the window', async (t) => {
  assert.deepEqual(await lookAtAll(await openTab(t, 'dark', 390), lookRules), {})
})

test('a desktop in the light: axe finds nothing on any page', async (t) => {
  assert.deepEqual(await lookAtAll(await openTab(t, 'light', 1280), all), {})
})

test('the smallest phone: nothing runs out of a window of 320 pixels', async (t) => {
  const tab = await openTab(t, 'light', 320)
  for (const html of shapes('A Rather Long Application Name of Somebody').values()) {
    await tab.setContent(html)
    assert.equal(await tab.evaluate('document.documentElement.scrollWidth > innerWidth'), false, html)
  }
})

test('in Arabic, right to left: axe finds nothing on pages of a sign-in and an account', async (t) => {
  const tab = await openTab(t, 'light', 390)
  const pages = createPages({ applicationName: 'Acme Accounts' })
  for (const name of [
    'password wrong',
    'code wrong',
    'enrolment',
    'account overview',
    'account number form',
  ]) {
    const page = variants[name]
    assert.ok(page, name)
    await tab.setContent(pages.render(page, ['ar']))
    assert.deepEqual(await findings(tab, all), [], name)
  }
})

test('a house of its own look, in the light and in the dark: axe finds nothing', async (t) => {
  const branding = await readBranding(
    fileURLToPath(new URL('../../../docs/branding', import.meta.url)),
    new Report(),
  )
  assert.ok(branding?.theme)
  const pages = createPages({ applicationName: 'Harbour Library', branding })
  for (const light of ['light', 'dark'] as const) {
    const tab = await openTab(t, light, 390, pages)
    for (const name of ['password wrong', 'code wrong', 'account overview', 'account sessions']) {
      const page = variants[name]
      assert.ok(page, name)
      await tab.setContent(pages.render(page, ['en']))
      assert.deepEqual(await findings(tab, all), [], `${name}, ${light}`)
    }
    const logo = await tab.evaluate('document.querySelector("header img").naturalHeight')
    assert.ok(Number(logo) > 0, 'its own logo is there')
  }
})

test('a page in which axe has something to find does not pass', async (t) => {
  const tab = await openTab(t, 'light', 1280)
  await tab.setContent('<html><main><img src="x"><input></main></html>')
  assert.match((await findings(tab)).join(), /image-alt.*label/s)
  const styled = createPages({ applicationName: 'Acme Accounts' }).render({ page: 'signed-out' }, [])
  await tab.setContent(styled.replace('<p>', '<p class="problem"><small>x</small>'))
  const ground = await tab.evaluate('getComputedStyle(document.querySelector(".problem")).backgroundColor')
  assert.equal(ground, 'rgb(252, 235, 234)', 'the pages are looked at in their own styles')
})
