import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPages } from '../../../interactions/pages/index.ts'
import type { Page } from '../../../interactions/pages/page.ts'
import { withSkeletons } from '../../../interactions/pages/skeletons.ts'
import { loadTemplates } from '../../../interactions/pages/templates.ts'
import { loadTexts } from '../../../interactions/pages/texts.ts'
import { viewOf } from '../../../interactions/pages/view.ts'
import { variants } from './variants.ts'

const template = loadTemplates()
const filled = withSkeletons(template)
const speech = loadTexts().speechFor(['en'])

/** What belongs to one login, with an ending of its own. */
function asIn(login: string, page: Page): Page {
  const own = ['action', 'abortAction', 'resendAction', 'deliveryAction', 'formToken', 'identifier', 'number']
  const marked = JSON.parse(JSON.stringify(page), (key, value: unknown) =>
    typeof value === 'string' && own.includes(key) ? `${value}${login}` : value,
  ) as Page
  return 'view' in page ? ({ ...marked, view: page.view } as Page) : marked
}

function viewIn(login: string, page: Page) {
  const common = { speech, application: 'Acme', assets: { icon: '/i', style: '/s', smsCode: '/c' } }
  return { ...common, ...viewOf(asIn(login, page), speech) }
}

test('a page through its skeleton is to the letter what its template makes, whatever stands in the slots', () => {
  for (const login of ['-one', `"'<&>`, '$& $1 {{ formToken }}', '-one']) {
    for (const [name, page] of Object.entries(variants)) {
      const view = viewIn(login, page)
      assert.equal(filled(page.page, view), template(page.page, view), `${name} ${login}`)
    }
  }
})

test('a template is run once for all logins that differ in nothing but their slots', () => {
  const runs: string[] = []
  const counted = withSkeletons((name, view) => {
    runs.push(name)
    return template(name, view)
  })
  for (const login of ['-one', '-two', '-three']) {
    for (const page of Object.values(variants)) {
      if (page.page === 'continue' && page.backupCodesLeft === undefined)
        counted(page.page, viewIn(login, { ...page, url: `/auth/${login}` }))
    }
  }
  assert.deepEqual(runs, ['continue'])
})

test('what one login was shown never comes up in the page of another', () => {
  const pages = createPages({ applicationName: 'Acme' })
  for (const [name, page] of Object.entries(variants)) {
    pages.render(asIn('-first-login', page), ['en'])
    const html = pages.render(asIn('-second-login', page), ['en'])
    assert.ok(!html.includes('-first-login'), name)
  }
})

test('a template of the house may do with a value what it likes', () => {
  const own = "{{ identifier | upcase }} {% if identifier == 'alice' %}it is{% endif %}"
  const branding = { texts: {}, templates: { password: own } }
  const pages = createPages({ applicationName: 'Acme', branding })
  const page = { ...variants.password, page: 'password', identifier: 'alice' } as Page
  assert.equal(pages.render(page, ['en']), 'ALICE it is')
})
