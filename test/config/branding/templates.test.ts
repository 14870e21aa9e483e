import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { createPages } from '../../../interactions/pages/index.ts'
import type { Page } from '../../../interactions/pages/page.ts'
import { samples } from '../../../interactions/pages/samples/index.ts'
import { shippedTemplates } from '../../../interactions/pages/templates.ts'
import { formsOf } from '../../../src/config/branding/forms.ts'
import { variants } from '../../interactions/pages/variants.ts'
import { type Case, configuration, load, problemsOf } from '../support.ts'

const ours = shippedTemplates()
const changed = (name: string, from: string, to: string) => {
  const text = ours[name] ?? ''
  assert.ok(text.includes(from), `${name} holds ${from}`)
  return { [`pages/${name}.liquid`]: text.replace(from, to) }
}

const wrong: readonly Case[] = [
  [
    'files that stand in for nothing',
    {
      'pages/pasword.liquid': '',
      'pages/account/xyzzy-and-more.liquid': '',
      'pages/logo.jpg': '',
      'pages/notes.txt': '',
    },
    [
      'pages/account/xyzzy-and-more.liquid:1:1: unknown file, allowed: names of our templates, such as password.liquid',
      'pages/logo.jpg:1:1: unknown file; did you mean "logo.svg"?',
      'pages/notes.txt:1:1: unknown file, allowed: theme.css, logo.svg, logo.png and templates such as password.liquid',
      'pages/pasword.liquid:1:1: unknown file; did you mean "password.liquid"?',
    ],
  ],
  [
    'templates that are none',
    { 'pages/consent.liquid': 'a\n  {% if x %}', 'pages/cancel.liquid': "{% include 'cancel' %}" },
    [
      'pages/cancel.liquid:1:1: not a template that works: Maximum call stack size exceeded',
      'pages/consent.liquid:2:3: not a template that works: tag {% if x %} not closed',
    ],
  ],
  [
    'two templates that only together show a form',
    {
      ...changed('heading', '</hgroup>', '</hgroup>{{ lead | raw }}'),
      ...changed(
        'password',
        "{% include 'heading' %}",
        "{% assign lead = '<form></form>' %}{% include 'heading' %}",
      ),
    },
    ['pages/heading.liquid:1:1: the page password has a form GET , which ours has not'],
  ],
  [
    'a form without its token, with another field, and a text there is none of',
    {
      ...changed('password', "{% include 'form-token' %}", ''),
      ...changed('account/password-first', 'name="password" type="password"', 'name="password" type="text"'),
      ...changed('backup-code', 'name="code"', 'name="cdoe"'),
      ...changed('sms-start', "'start.text'", "'start.tetx'"),
    },
    [
      'pages/account/password-first.liquid:1:1: lacks password (type="password") in the form POST {{ action }}',
      'pages/account/password-first.liquid:1:1: has password in the form POST {{ action }}, which ours has not',
      'pages/backup-code.liquid:1:1: lacks code in the form POST {{ action }}',
      'pages/backup-code.liquid:1:1: has cdoe in the form POST {{ action }}, which ours has not',
      'pages/password.liquid:1:1: lacks form_token="{{ formToken }}" in the form POST {{ action }}',
      'pages/sms-start.liquid:7:19: there is no text "start.tetx"',
    ],
  ],
  [
    'a form that posts elsewhere, one that is gone, and a page that goes nowhere',
    {
      ...changed('enrolment', 'action="{{ action }}"', 'action="https://evil.example/"'),
      ...changed('consent', '<form class="cancel" method="post"', '<form class="cancel"'),
      ...changed('continue', 'href="{{ url }}"', 'href="/"'),
    },
    [
      'pages/consent.liquid:1:1: lacks the form POST {{ abortAction }}',
      'pages/consent.liquid:1:1: has a form GET {{ abortAction }}, which ours has not',
      'pages/continue.liquid:1:1: lacks the link to {{ url }}',
      'pages/enrolment.liquid:1:1: lacks the form POST {{ action }}',
      'pages/enrolment.liquid:1:1: has a form POST https://evil.example/, which ours has not',
    ],
  ],
  [
    'a button that sends a form elsewhere, and a page that leads there by itself',
    {
      ...changed('backup-code', '<button>', '<button formaction="https://evil.example/">'),
      ...changed('password', '<button>', '<button FORMMETHOD="get">'),
      ...changed('signed-out', '{% block main %}', '{% block main %}<base href="https://evil.example/">'),
      ...changed('continue', 'url={{ url }}', 'url=https://evil.example/'),
    },
    [
      'pages/backup-code.liquid:1:1: has a form POST https://evil.example/, which ours has not',
      'pages/continue.liquid:1:1: has <meta http-equiv="refresh" content="0; url=https://evil.example/">, which ours has not',
      'pages/password.liquid:1:1: has a form GET {{ action }}, which ours has not',
      'pages/signed-out.liquid:1:1: has <base href="https://evil.example/">, which ours has not',
    ],
  ],
  [
    'what others wrote, printed as it is: in a sentence, in an attribute, in one without quotes',
    {
      ...changed('consent', 'client: client.name }}', 'client: client.name | raw }}'),
      ...changed('enrolment', '"{{ typed }}"', '"{{ typed | raw }}"'),
      ...changed('password', '"{{ identifier }}"', '{{ identifier }}'),
    },
    ['consent', 'enrolment', 'password'].map(
      (name) =>
        `pages/${name}.liquid:1:1: prints as markup what people or clients wrote: leave out "raw", and put quotes round the values of attributes`,
    ),
  ],
  [
    'templates that take what there is of memory or time',
    {
      ...changed('signed-out', '<h1>', '{% for i in (1..1000000000) %}{% endfor %}<h1>'),
      ...changed(
        'logout',
        '<h1>',
        '{% assign a = (1..1000) %}{% for i in a %}{% for j in a %}{% for k in a %}{% endfor %}{% endfor %}{% endfor %}<h1>',
      ),
    },
    [
      'pages/logout.liquid:4:59: not a template that works: template render limit exceeded',
      'pages/signed-out.liquid:4:1: not a template that works: memory alloc limit exceeded',
    ],
  ],
]

for (const [title, files, expected] of wrong) {
  test(`refused: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

const doubtful: readonly Case[] = [
  [
    'a link that is gone, and what no browser minds',
    {
      ...changed('other-ways', '{{ backupAction }}', '#'),
      ...changed(
        'signed-out',
        '<h1>',
        '<h1 style="color: red"><script>1</script><img src="https://a.example/i.png" alt="">',
      ),
    },
    [
      'pages/other-ways.liquid:1:1: warning: the page sms-code lacks the link to {{ backupAction }}',
      'pages/other-ways.liquid:1:1: warning: the page sms-start lacks the link to {{ backupAction }}',
      'pages/other-ways.liquid:1:1: warning: the page sms-locked lacks the link to {{ backupAction }}',
      'pages/signed-out.liquid:1:1: warning: has a script in the page itself, which no browser runs here',
      'pages/signed-out.liquid:1:1: warning: has styles in the page itself, which no browser applies here: they belong into theme.css',
      'pages/signed-out.liquid:1:1: warning: loads https://a.example/i.png, which no browser does here',
    ],
  ],
]

for (const [title, files, expected] of doubtful) {
  test(`warned of, and served: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

test('nothing is said of docs/branding, which the guide has people copy', async (t) => {
  const folder = new URL('../../../docs/branding/', import.meta.url)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('.'),
  )
  const files = names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
  assert.ok(files.length >= 4)
  assert.deepEqual(await problemsOf(t, Object.fromEntries(files)), [])
})

test('nothing is said of files that are right, of a variety of a language, and of what an editor leaves', async (t) => {
  const files = {
    ...changed('layout', '<main>', '<main class="own">'),
    ...changed('account/frame', '<ul>', '<ul class="own">'),
    'locales/es-MX.json': '{ "password.title": "Entra" }',
    'pages/theme.css':
      ':root { --accent: #7a1f5c } @media (prefers-color-scheme: dark) { :root { --accent: #f0a6d2 } }',
    'pages/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
    'pages/.theme.css.swp': '',
    'pages/theme.css~': '',
  }
  assert.deepEqual(await problemsOf(t, files), [])
  const { branding } = (await load(await configuration(t, files))).settings
  assert.deepEqual(Object.keys(branding?.templates ?? {}), ['account/frame', 'layout'])
  assert.deepEqual(branding?.texts, { 'es-MX': { 'password.title': 'Entra' } })
})

test('the samples that templates are held against show every form and field that a page can', () => {
  const pages = createPages({ applicationName: 'Acme' })
  const fieldsOf = (all: readonly Page[]) =>
    new Set(
      all.flatMap((page) => {
        const forms = formsOf(parse(pages.render(page, ['en'])))
        return [...forms.values()].flatMap((fields) =>
          ['a form', ...fields].map((field) => `${page.page}: ${field.replace(/=".*"$/, '')}`),
        )
      }),
    )
  const shown = fieldsOf(samples)
  assert.deepEqual(
    [...fieldsOf(Object.values(variants))].filter((field) => !shown.has(field)),
    [],
  )
})
