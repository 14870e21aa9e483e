import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tryOf } from '../../src/accounts/authenticate.ts'
import { createPasswords } from '../../src/accounts/password.ts'
import { throttleOf } from '../../src/assembly/sending.ts'
import { explainLogin } from '../../src/cli/explain/login.ts'
import { loadSettings } from '../../src/config/load.ts'
import { startServer } from '../../src/server.ts'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { randomKey, signingKeys } from '../config/support.ts'
import { freePort } from '../support/free-port.ts'
import { password } from '../support/latchkey.ts'
import { type Phone, startPhone } from '../support/phone.ts'

/** An explanation as scripts read it. */
export type Explained = Readonly<Record<string, unknown>> & {
  readonly signs_in: boolean
  readonly refused?: { readonly because: string; readonly error?: string; readonly why: readonly Why[] }
  readonly steps: readonly {
    readonly step: string
    readonly why: readonly Why[]
    readonly enough?: readonly Why[]
    readonly closed?: readonly Why[]
  }[]
  readonly tokens: readonly {
    readonly after: string
    readonly acr: string
    readonly amr: readonly string[]
  }[]
  readonly subject: { readonly claim: string; readonly value?: string; readonly why: readonly Why[] }
  readonly claims: {
    readonly by_scope: Readonly<Record<string, readonly string[]>>
    readonly why: readonly Why[]
  }
  readonly message?: {
    readonly why: readonly Why[]
    readonly refusal?: { readonly says: string; readonly why: readonly Why[]; readonly retry_at?: string }
  }
  readonly remembered_browser?: { readonly taken: boolean; readonly why: readonly Why[] }
}

export interface Why {
  readonly by: string
  readonly file?: string
  readonly line?: number
  readonly says: string
}

/** Making them takes longer than a login. */
const signing = signingKeys()

/** A server that runs on real files, and the command beside it. */
export interface House {
  readonly issuer: string
  readonly phone: Phone
  readonly directory: string
  secretOf(client: string): string
  readonly beside: Store
  /** Writes a file anew and has the server take it over. */
  change(file: string, edit: (text: string) => string): Promise<void>
  /** Where a line stands that begins so, from 1: the first one after `anchor`. */
  line(file: string, begin: string, anchor?: string): number
  /** Counts so many wrong passwords, as if somebody had tried them from 127.0.0.1 a moment ago. */
  guess(username: string, count: number): Promise<void>
  explain(asked: Asked): Promise<{ readonly code: number; readonly text: string }>
  explained(asked: Asked): Promise<Explained>
  close(): Promise<void>
}

export interface Asked {
  readonly user: string
  readonly client: string
  readonly acr?: string
  readonly address?: string
}

/** @param users lines of users.toml below each `[[user]]`; everybody has the password of our tests */
export async function explainHouse(
  clients: string,
  users: readonly string[],
  store = 'directory = "data"',
): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-explain-'))
  const [phone, port] = [await startPhone(), await freePort()]
  const issuer = `http://localhost:${port}`
  const hash = await createPasswords().hash(password)
  const people = users.map((lines) => `[[user]]\n${lines}\npassword_hash = "${hash}"\n`)
  const texts = new Map(
    Object.entries({
      'deployment.toml': deployment(issuer, port, store),
      'clients.toml': clients.replaceAll('SECRET', () => randomKey()),
      'users.toml': people.join('\n'),
      'sms/phone.toml': gateway(phone.url),
      'secrets/signing': signing,
      'secrets/cookie': randomKey(),
      'secrets/code': randomKey(),
    }),
  )
  for (const folder of ['sms', 'secrets']) await mkdir(join(directory, folder))
  const write = (name: string) => writeFile(join(directory, name), texts.get(name) ?? '', { mode: 0o600 })
  for (const name of texts.keys()) await write(name)
  const load = () => loadSettings({ directory, mode: 'serve' })
  const { settings, server } = await start(load).catch(async (error) => {
    await phone.close()
    throw error
  })
  const beside = await openStoreBeside(settings.store)
  const run = async (asked: Asked, more: { readonly json?: true } = {}) => {
    let text = ''
    const out = { write: (part: string) => (text += part) }
    return { code: await explainLogin({ config: directory, ...asked, ...more, out }), text }
  }
  return {
    issuer,
    phone,
    directory,
    secretOf: (client) =>
      settings.clients.find(({ metadata }) => metadata.client_id === client)?.metadata.client_secret ?? '',
    beside,
    async change(name, edit) {
      texts.set(name, edit(texts.get(name) ?? ''))
      await write(name)
      const { outcome } = await server.reload()
      if (outcome !== 'applied') throw new Error(`the files were ${outcome}`)
    },
    line(file, begin, anchor = '') {
      const lines = (texts.get(file) ?? '').split('\n')
      const from = lines.findIndex((each) => each.includes(anchor))
      return lines.findIndex((each, index) => index >= from && each.startsWith(begin)) + 1
    },
    async guess(username, count) {
      const account = await beside.accounts.findByIdentifier(username)
      const stranger = { network: '127.0.0.1', browser: 'b', knows: () => false }
      const one = tryOf(username, account, stranger)
      for (let tries = 0; tries < count; tries += 1) await throttleOf(settings, beside).begin(one)
    },
    explain: (asked) => run(asked),
    explained: async (asked) => JSON.parse((await run(asked, { json: true })).text),
    async close() {
      await beside.close()
      await server.close()
      await phone.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function start(load: () => ReturnType<typeof loadSettings>) {
  const { settings } = await load()
  return { settings, server: await startServer(settings, load) }
}

const deployment = (issuer: string, port: number, store: string) => `[server]
issuer = "${issuer}"
port = ${port}
[store]
${store}
[secrets]
signing_keys = "file:secrets/signing"
cookie_keys = ["file:secrets/cookie"]
code_keys = ["file:secrets/code"]
[sessions]
remember_browser_days = 30
[log]
level = "error"
[limits]
login_countries = ["LK"]
per_network_hour = 100
per_number_day = 7
`

const gateway = (url: string) => `url = "${url}"
allow_private = true
priority = 7
number_format = "plus"
payload = '{"to":"$ctx.num","text":"$ctx.msg"}'
headers = ["Content-Type: application/json"]
`
