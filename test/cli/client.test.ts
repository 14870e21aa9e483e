import assert from 'node:assert/strict'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { addClientEntry } from '../../src/cli/client/add.ts'
import { checkClientFile } from '../../src/cli/client/check.ts'
import { listClients } from '../../src/cli/client/list.ts'
import { recipeNames } from '../../src/cli/client/recipes.ts'
import { showClient } from '../../src/cli/client/show.ts'
import { loadClients } from '../../src/config/client-file.ts'
import { configuration } from '../config/support.ts'

const secret = 'k2J9sQ0vTz8xW4yBn6mRc1dLhU5eGfPa7iYo3XtZ'
const clients = `# The shop's own words.
[[client]]
client_id = "shop"
client_secret = "${secret}"
client_name = "The Shop"
redirect_uris = ["https://shop.example.com/callback"]
subject_claim = "http://wso2.org/claims/mobile"
`

async function house(t: TestContext, text = clients) {
  const directory = await configuration(t, { 'clients.toml': text })
  const lines: string[] = []
  const out = { write: (line: string) => lines.push(line) }
  return { directory, out, said: () => lines.splice(0).join('') }
}

test('client list and show tell what an application asks of people, and never its secret', async (t) => {
  const { directory, out, said } = await house(t)
  assert.equal(await listClients({ directory, json: false, out }), 0)
  assert.equal(said(), 'shop, The Shop: basic + smsotp (required), known by mobile\n')
  assert.equal(await showClient({ directory, id: 'shop', json: true, out }), 0)
  const shown = said()
  assert.equal(JSON.parse(shown).subject, 'mobile')
  for (const product of recipeNames) {
    assert.equal(await showClient({ directory, id: 'shop', json: false, product, out }), 0)
    const text = said()
    assert.match(text, /shop/, product)
    assert.match(text, /https:\/\/login\.example\.com|http:\/\/localhost/, product)
    assert.ok(!`${shown}${text}`.includes(secret), product)
  }
  assert.equal(await showClient({ directory, id: 'shp', json: false, out }), 1)
  assert.match(said(), /no client "shp".*There are: shop\./)
})

test('client add writes an entry that the configuration takes, with a secret only its owner reads', async (t) => {
  const { directory, out, said } = await house(t)
  const redirect = ['https://blog.example.com/cb', 'http://localhost:5000/cb']
  const wanted = { directory, id: 'blog', redirect, name: 'The "Blog"', steps: 'basic,smsotp', out }
  assert.equal(await addClientEntry({ ...wanted, firstParty: true }), 0)
  const text = await readFile(join(directory, 'clients.toml'), 'utf8')
  assert.ok(text.startsWith(clients), 'what was there stays as it was')
  const file = join(directory, 'secrets', 'client-blog')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const made = (await readFile(file, 'utf8')).trim()
  assert.ok(!`${said()}${text}`.includes(made))
  const [, blog] = (await loadClients(directory)).clients
  assert.deepEqual(
    [blog?.metadata.client_secret, blog?.metadata.client_name, blog?.steps, blog?.firstParty],
    [made, 'The "Blog"', 'basic+smsotp', true],
  )
  assert.equal(await addClientEntry({ ...wanted, id: 'spa', public: true, steps: 'basic' }), 0)
  const { redirect: _, ...asking } = wanted
  assert.equal(await addClientEntry({ ...asking, id: 'api' }), 0)
  const api = (await loadClients(directory)).clients.at(-1)
  assert.deepEqual([api?.metadata.redirect_uris, api?.metadata.grant_types], [[], []])
  assert.equal(await checkClientFile({ directory, out }), 0)
})

test('client add writes nothing that would be wrong', async (t) => {
  const { directory, out, said } = await house(t)
  const wanted = { directory, id: 'blog', redirect: ['https://blog.example.com/cb'], steps: 'basic', out }
  for (const [change, message] of [
    [{ id: 'shop' }, /"shop" is the name of another client/],
    [{ redirect: ['https://*.example.com/cb'] }, /redirect_uris/],
    [{ steps: 'smsotp' }, /never enough by itself/],
    [{ id: '../../x' }, /client_id/],
    [{ name: 'a\nb' }, /client_name/],
  ] as const) {
    assert.equal(await addClientEntry({ ...wanted, ...change }), 1)
    assert.match(said(), message)
    assert.equal(await readFile(join(directory, 'clients.toml'), 'utf8'), clients)
  }
  await assert.rejects(stat(join(directory, 'secrets', 'client-blog')))
})

test('client add leaves alone what is in its way, says so, and leaves nothing behind', async (t) => {
  const { directory, out, said } = await house(t)
  const wanted = { directory, id: 'blog', redirect: ['https://blog.example.com/cb'], steps: 'basic', out }
  const next = join(directory, 'clients.toml.new')
  await writeFile(next, 'of another command')
  assert.equal(await addClientEntry(wanted), 1)
  assert.match(said(), /clients\.toml\.new is there already.*\nNothing was written/)
  assert.equal(await readFile(next, 'utf8'), 'of another command')
  const file = join(directory, 'secrets', 'client-blog')
  await assert.rejects(stat(file))
  await rm(next)
  await writeFile(file, 'in use elsewhere')
  assert.equal(await addClientEntry(wanted), 1)
  assert.match(said(), /secrets\/client-blog is there already.*\nNothing was written/)
  assert.equal(await readFile(file, 'utf8'), 'in use elsewhere')
  assert.equal(await readFile(join(directory, 'clients.toml'), 'utf8'), clients)
})

test('client show uses the names of clients.toml, and has no settings where they would not work', async (t) => {
  const { directory, out, said } = await house(t, `${clients}pkce = "optional"\n`)
  const { redirect: _, ...api } = { directory, redirect: [], id: 'api', steps: 'basic', out }
  assert.equal(await addClientEntry(api), 0)
  const spa = { ...api, id: 'spa', redirect: ['https://spa.example.com/'], public: true }
  assert.equal(await addClientEntry(spa), 0)
  said()
  assert.equal(await listClients({ directory, json: false, out }), 0)
  assert.match(said(), /api: an API, nobody signs in to it\n/)
  const shown = { directory, json: false, out }
  assert.equal(await showClient({ ...shown, id: 'shop' }), 0)
  const text = said()
  assert.match(text, /^accept_remembered_browser: false\npkce: optional$/m)
  assert.doesNotMatch(text, /undefined|[a-z][A-Z]\w*:/)
  assert.equal(await showClient({ ...shown, id: 'api', product: 'grafana' }), 1)
  assert.match(said(), /no settings of grafana for "api": nobody signs in/)
  assert.equal(await showClient({ ...shown, id: 'spa', product: 'grafana' }), 1)
  assert.match(said(), /no settings of grafana for "spa": it wants a client_secret/)
  assert.equal(await showClient({ ...shown, id: 'spa', product: 'openid-client' }), 0)
})

test('client check names client and field, by our rules and by the library’s', async (t) => {
  const { directory, out, said } = await house(t)
  assert.equal(await checkClientFile({ directory, out }), 0)
  assert.match(said(), /The client is fine/)
  const empty = await house(t, '')
  assert.equal(await checkClientFile(empty), 0)
  assert.equal(empty.said(), 'There is no application in clients.toml yet.\n')
  assert.equal(await checkClientFile({ directory, id: 'nobody', out }), 1)
  assert.match(said(), /no client "nobody"/)
  const native = clients.replace('[[client]]', '[[client]]\napplication_type = "native"')
  await writeFile(join(directory, 'clients.toml'), native.replace('https://shop', 'https://localhost.shop'))
  await checkClientFile({ directory, out })
  said()
  await writeFile(join(directory, 'clients.toml'), `${native}\nredirect_uri = "x"\n`)
  assert.equal(await checkClientFile({ directory, out }), 1)
  assert.match(said(), /clients\.toml:\d+:\d+.*redirect_uri.*did you mean "redirect_uris"/)
})
