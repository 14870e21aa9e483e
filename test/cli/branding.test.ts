import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { reloadRunning } from '../../src/cli/reload.ts'
import { type Serving, startServing } from '../operations/serving.ts'
import { createBrowserClient } from '../support/client.ts'

/** A house that has a default language and no texts in it yet: French is there already. */
let serving: Serving
before(async () => {
  serving = await startServing({ tables: '[application]\nname = "Acme"\ndefault_language = "fr"' })
})
after(() => serving.close())

async function drop(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(serving.folder, name)), { recursive: true })
    await writeFile(join(serving.folder, name), content)
  }
  return reload()
}

async function reload(): Promise<string> {
  let told = ''
  await reloadRunning(serving.folder, { write: (text: string) => (told += text) })
  return told
}

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${serving.issuer}${path}`, { headers: { accept: 'text/html', ...headers } })
const notice = async (language?: string) =>
  (await ask('/nowhere', language === undefined ? {} : { 'accept-language': language })).text()

/** The sign-in page, as the application's person gets to it. */
async function signIn(ui_locales: string): Promise<string> {
  const browser = createBrowserClient()
  const request = {
    client_id: 'app',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'https://app.example/callback',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    ui_locales,
  }
  const page = await browser.get(`${serving.issuer}/auth?${new URLSearchParams(request)}`)
  return (await browser.follow(page)).body
}

test('people none of whose languages there is get the default language', async () => {
  assert.match(await notice('xx'), /<html lang="fr"/)
  assert.match(await notice('en'), /<html lang="en"/)
})

test('a file makes a language, and others change single texts of ours', async () => {
  const told = await drop({
    'locales/de.json': JSON.stringify({ password: { title: 'Anmelden' } }),
    'locales/es.json': JSON.stringify({ 'notice.not-found.title': 'Aquí no hay nada' }),
  })
  assert.match(told, /^Applied: .*\nfile locales\/de\.json: added\nfile locales\/es\.json: added\n/)
  const german = await signIn('de-AT')
  assert.match(german, /<html lang="de"[\s\S]*<h1>Anmelden<\/h1>/)
  assert.match(german, /<label for="password">Password</, 'what it lacks is English')
  const spanish = await notice('es')
  assert.match(spanish, /<h1>Aquí no hay nada<\/h1>/)
  assert.match(spanish, /la dirección/, 'the other texts stay')
  const discovery = await (await ask('/.well-known/openid-configuration')).json()
  assert.deepEqual(discovery.ui_locales_supported.toSorted(), ['ar', 'de', 'en', 'es', 'fr'])
})

test('a theme comes after our styles, in the same sheet', async () => {
  await drop({ 'pages/theme.css': ':root { --accent: #7a1f5c }\n' })
  const [path = ''] = /\/assets\/latchkey[^"]+/.exec(await notice()) ?? []
  const answer = await ask(path)
  assert.equal(answer.headers.get('content-type'), 'text/css; charset=utf-8')
  const sheet = await answer.text()
  assert.ok(sheet.indexOf('--accent: #0172ad') > 0)
  assert.ok(sheet.endsWith(':root { --accent: #7a1f5c }\n'))
})

test('a logo is at the top and the icon, as a picture in which nothing runs', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
  await drop({ 'pages/logo.svg': svg })
  const paths = (await notice()).match(/\/assets\/logo\.[0-9a-f]{16}\.svg/g) ?? []
  assert.equal(paths.length, 2)
  const answer = await ask(paths[0] ?? '')
  assert.equal(await answer.text(), svg)
  assert.equal(answer.headers.get('content-type'), 'image/svg+xml')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(
    answer.headers.get('content-security-policy'),
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
  )
  await rm(join(serving.folder, 'pages/logo.svg'))
  const png = Buffer.from('89504e470d0a1a0a00', 'hex')
  await drop({ 'pages/logo.png': png })
  const [path = ''] = /\/assets\/logo\.[0-9a-f]{16}\.png/.exec(await notice()) ?? []
  const picture = await ask(path)
  assert.equal(picture.headers.get('content-type'), 'image/png')
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png)
})

test('a template stands in for ours of its name, and one that lost what its page needs changes nothing', async () => {
  const ours = new URL('../../interactions/pages/templates/password.liquid', import.meta.url)
  const own = (await readFile(ours, 'utf8')).replace(
    "{% include 'cancel' %}",
    "<p class=\"own\">Ask us: {{ 'time.hours' | t: time: 24 }}</p>{% include 'cancel' %}",
  )
  assert.match(
    await drop({ 'pages/password.liquid': own }),
    /^Applied: .*\nfile pages\/password\.liquid: added\n/,
  )
  assert.match(await signIn('en'), /<p class="own">Ask us: 24 h<\/p>/)
  const broken = own.replace("{% include 'form-token' %}", '')
  const told = await drop({
    'pages/password.liquid': broken,
    'locales/en.json': '{"password.title":"Hello"}',
  })
  assert.match(told, /^Refused; everything is as it was:\n.*pages\/password\.liquid:1:1: lacks form_token=/)
  const page = await signIn('en')
  assert.match(page, /<p class="own">/)
  assert.match(page, /<h1>Sign in<\/h1>/)
  assert.match(page, /name="form_token"/)
  const mended = await drop({ 'pages/password.liquid': own })
  assert.match(mended, /^file locales\/en\.json: added$/m)
  assert.match(await signIn('en'), /<h1>Hello<\/h1>/)
})

test('what is taken away is ours again', async () => {
  await rm(join(serving.folder, 'pages'), { recursive: true })
  await rm(join(serving.folder, 'locales'), { recursive: true })
  assert.match(await reload(), /file pages\/theme\.css: removed\n/)
  assert.match(await signIn('de'), /<html lang="fr"/)
  assert.match(await notice(), /\/assets\/icon\./)
})
