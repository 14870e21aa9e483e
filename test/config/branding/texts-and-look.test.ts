import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedTheme } from '../../../interactions/pages/assets.ts'
import { type Case, problemsOf } from '../support.ts'

const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`
const logo = 'pages/logo.svg'
const theme = (css: string) => ({ 'pages/theme.css': css })
const texts = (language: string, written: object) => ({
  [`locales/${language}.json`]: JSON.stringify(written),
})

const wrong: readonly Case[] = [
  [
    'a text there is none of, one without its value and one with another',
    texts('es', { password: { sumbit: 'x' }, 'client.to-continue': '{{clinet}}' }),
    [
      'locales/es.json:1:14: password.sumbit: there is no such text; did you mean "password.submit"?',
      'locales/es.json:1:28: client.to-continue: lacks {{client}}',
      'locales/es.json:1:28: client.to-continue: {{clinet}} is not among its values',
    ],
  ],
  [
    'what is no value in braces',
    texts('es', { 'client.to-continue': '{{client}}{{client.length}}{{- client}}' }),
    [
      'locales/es.json:1:2: client.to-continue: {{client.length}} is not among its values',
      'locales/es.json:1:2: client.to-continue: {{- client}} is not among its values',
    ],
  ],
  [
    'files nested too deep to be read',
    {
      'locales/fr.json': '{"a":'.repeat(40_000),
      'pages/theme.css': `a { b: ${'('.repeat(100_000)} }`,
      [logo]: svg('<g>'.repeat(40_000)),
    },
    [
      'locales/fr.json:1:1: not JSON from here on (a table of keys and texts is wanted)',
      `${logo}:1:358: more than 100 elements in each other`,
      'pages/theme.css:1:1: not CSS from here on (maximum call stack size exceeded)',
    ],
  ],
  [
    'a text that is none, one given twice, and a file that is no JSON',
    {
      ...texts('en', { cancel: 1, password: { title: 'a' }, 'password.title': 'b' }),
      'locales/fr.json': '{a}',
    },
    [
      'locales/en.json:1:2: cancel: a text is wanted here',
      'locales/en.json:1:38: password.title: is here a second time',
      'locales/fr.json:1:2: not JSON from here on (invalid symbol)',
    ],
  ],
  [
    'names that are no language',
    { ...texts('de_AT', {}), ...texts('german', {}), ...texts('pt-br', {}), 'locales/de.yaml': '' },
    [
      'locales/de.yaml:1:1: unknown file, allowed: a language and .json, such as de.json or pt-BR.json',
      'locales/de_AT.json:1:1: not a language (BCP 47): write de-AT',
      'locales/german.json:1:1: not a language (BCP 47): write one such as de or pt-BR',
      'locales/pt-br.json:1:1: languages are written as in BCP 47: call it pt-BR.json',
    ],
  ],
  [
    'a default language without texts',
    {
      'deployment.toml':
        '[server]\nissuer = "http://localhost:3000"\n[application]\ndefault_language = "de"\n',
    },
    [
      'deployment.toml:4:20: [application] default_language: there are no texts in de: allowed are ar, en, es, fr, and any that locales/de.json makes',
    ],
  ],
  [
    'styles that are none, and such as fetch',
    theme(
      '@import "a.css";\nmain { background: url(https://a.example/b.png) }\n@font-face { src: url(c.woff2) }',
    ),
    [
      'pages/theme.css:1:1: @import would load a file, which pages here never do: name fonts that devices have',
      'pages/theme.css:2:20: https://a.example/b.png would be loaded, which pages here never do: a data: address may hold a picture',
      'pages/theme.css:3:1: @font-face would load a file, which pages here never do: name fonts that devices have',
    ],
  ],
  [
    'styles that are none',
    theme('main { color red }'),
    ['pages/theme.css:1:14: not CSS from here on (colon is expected)'],
  ],
  ['styles without an end', theme('main { color: red;'), ['pages/theme.css:1:6: this block has no end']],
  [
    'two logos',
    { [logo]: svg(''), 'pages/logo.png': 'x' },
    ['pages/logo.svg:1:1: there is logo.png too: keep one of them'],
  ],
  ['a picture of another kind', { 'pages/logo.png': 'GIF89a' }, ['pages/logo.png:1:1: not a PNG picture']],
  ['a logo with a script', { [logo]: svg('<script/>') }, [`${logo}:1:67: a logo cannot hold <script>`]],
  [
    'a logo that would run',
    { [logo]: svg('<g onload="x"/>') },
    [`${logo}:1:73: a logo cannot hold onload="…"`],
  ],
  [
    'a logo that fetches',
    { [logo]: svg('<image href="https://a.example/"/>') },
    [`${logo}:1:92: a logo cannot refer to anything outside it`],
  ],
  ...[
    '<style>a { fill: url( "https://a.example/" ) }</style>',
    '<style><![CDATA[@import "https://a.example/";]]></style>',
    '<g fill="url(https://a.example/)"/>',
    '<set attributeName="xlink:href" to="https://a.example/"/>',
    '<?xml-stylesheet href="https://a.example/"?>',
  ].map(
    (inside): Case => [
      `a logo that fetches another way: ${inside}`,
      { [logo]: svg(`${inside}<g fill="url('#a')" style="fill: url(data:image/png;base64,)"/>`) },
      [`${logo}:1:${58 + inside.length}: a logo cannot refer to anything outside it`],
    ],
  ),
  [
    'a logo that is no SVG',
    { [logo]: '<html/>' },
    [`${logo}:1:7: an <svg xmlns="http://www.w3.org/2000/svg"> is wanted`],
  ],
  [
    'a logo that is no XML',
    { [logo]: svg('<g>') },
    [`${logo}:1:67: not XML from here on (unexpected close tag.)`],
  ],
  ['a large file', { [logo]: svg(' '.repeat(262_144)) }, ['pages/logo.svg:1:1: larger than 262144 bytes']],
]

for (const [title, files, expected] of wrong) {
  test(`refused: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

test('warned of, and served: files beside the folders they belong in, and no other', async (t) => {
  const misplaced = { 'logo.svg': svg(''), 'theme.css': '', 'password.liquid': '', 'pt-BR.json': '{}' }
  const problems = await problemsOf(t, { ...misplaced, 'package.json': '{}', 'notes.txt': '' })
  assert.deepEqual(problems, [
    'logo.svg:1:1: warning: nothing is read from here: it belongs in pages/',
    'password.liquid:1:1: warning: nothing is read from here: it belongs in pages/',
    'pt-BR.json:1:1: warning: nothing is read from here: it belongs in locales/',
    'theme.css:1:1: warning: nothing is read from here: it belongs in pages/',
  ])
})

test('a file name with control characters in it steers no terminal and makes no line of its own', async (t) => {
  const problems = await problemsOf(t, { 'a\u001b[2J\nb\u009b.liquid': '' })
  assert.deepEqual(problems, [
    'a\\u001b[2J\\u000ab\\u009b.liquid:1:1: warning: nothing is read from here: it belongs in pages/',
  ])
})

test('warned of, and served: notices that cost more than ours, and none that costs the same', async (t) => {
  const long = 'x'.repeat(90)
  const files = {
    ...texts('en', {
      'account-notice.opted-out': `{{application}}: ${long}`,
      'account-notice.admin-bypass-made': `{{application}}: ${long}`,
      'account-notice.opted-in': '{{application}}: on.',
    }),
    ...texts('es', { 'account-notice.when-from': '{{time}}, ą {{network}}.' }),
  }
  assert.deepEqual(await problemsOf(t, files), [
    'locales/en.json:1:1: warning: account-notice.opted-out is sent in more segments than ours, each of them paid for',
    'locales/es.json:1:1: warning: account-notice.number-changed, account-notice.number-changing, account-notice.number-removed, account-notice.backup-code-used, account-notice.backup-codes-made and 6 more are sent in more segments than ours, each of them paid for: "ą" is not in the alphabet every phone knows, so a segment holds 70 characters instead of 160',
  ])
})

test('warned of, and served: a language of which little is there', async (t) => {
  const files = texts('de', { password: { title: 'Anmelden' }, 'code.tries_one': 'Noch ein Versuch.' })
  const problems = await problemsOf(t, files)
  assert.equal(problems.length, 1)
  assert.match(
    problems[0] ?? '',
    /^locales\/de\.json:1:1: warning: lacks \d+ of \d+ texts, which are said in English: client\.to-continue, cancel, .* and \d+ more$/,
  )
})

test('warned of, and served: folders by another name', async (t) => {
  const files = { 'page/theme.css': '', 'locale/de.json': '', 'pages.old/theme.css': '' }
  assert.deepEqual(await problemsOf(t, files), [
    'locale:1:1: warning: nothing is read from here; did you mean "locales"?',
    'page:1:1: warning: nothing is read from here; did you mean "pages"?',
  ])
})

test('warned of, and served: colours that are hard to read, in the light or in the dark', async (t) => {
  const files = theme(
    ':root { --accent: #ccc; --buton: red; --ring: bleu }\n@media (prefers-color-scheme: dark) { :root { --button: var(--heading) } }',
  )
  assert.deepEqual(await problemsOf(t, files), [
    'pages/theme.css:1:9: warning: --accent: in the light, --accent on --card has a contrast of 1.6:1, and 4.5:1 is needed to be read',
    'pages/theme.css:1:9: warning: --accent: in the light, --accent on --ground has a contrast of 1.4:1, and 4.5:1 is needed to be read',
    'pages/theme.css:1:25: warning: --buton: nothing here is coloured by that; did you mean "--button"?',
    'pages/theme.css:1:39: warning: --ring: bleu cannot be read as a colour, so nothing is known of its contrast',
    'pages/theme.css:2:47: warning: --button: in the dark, --button-text on --button has a contrast of 1.1:1, and 4.5:1 is needed to be read',
  ])
})

test('a colour that is set once counts in the dark, too', async (t) => {
  assert.deepEqual(await problemsOf(t, theme(':root { --muted: #555 }')), [
    'pages/theme.css:1:9: warning: --muted: in the dark, --muted on --card has a contrast of 2.3:1, and 4.5:1 is needed to be read',
    'pages/theme.css:1:9: warning: --muted: in the dark, --muted on --field has a contrast of 2.2:1, and 4.5:1 is needed to be read',
  ])
})

test('our own colours are easy to read, in the light and in the dark', async (t) => {
  assert.deepEqual(await problemsOf(t, theme(shippedTheme())), [])
})
