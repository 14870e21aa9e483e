import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createPasswords } from '../../src/accounts/password.ts'
import { initSecrets } from '../../src/cli/secrets-init.ts'
import { loadSettings } from '../../src/config/load.ts'
import { startServer } from '../../src/server.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { password } from '../support/latchkey.ts'
import { codeIn, type Phone, startPhone } from '../support/phone.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import { generousLimits } from '../support/settings.ts'

const people = Array.from({ length: 6 }, (_, index) => ({
  username: `person-${index}`,
  number: `+9477888870${index}`,
}))

/** A server on Redis whose configuration is files, as an admin edits them. */
export async function startFromFiles() {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-reload-'))
  const [redis, phone, port] = [await startRedis(), await startPhone(), await freePort()]
  const issuer = `http://localhost:${port}`
  const secret = randomBytes(32).toString('base64url')
  const write = (name: string, text: string) => writeFile(join(directory, name), text, { mode: 0o600 })
  const texts = filesFor({ issuer, port, redis: redis.url, phone: phone.url, secret })
  await mkdir(join(directory, 'sms'))
  await Promise.all(Object.entries(texts).map(([name, text]) => write(name, text)))
  await initSecrets(directory)
  const password_hash = await createPasswords().hash(password)
  const users = people.map((person) => ({ ...person, number_verified: true, password_hash }))
  const load = async () => {
    const { settings, warnings } = await loadSettings({ directory, mode: 'serve' })
    // Six people sign in all the time here.
    return { settings: { ...settings, users, limits: generousLimits }, warnings }
  }
  const server = await startServer((await load()).settings, load)
  return {
    directory,
    texts,
    write,
    reload: server.reload,
    logins: (total: number) => steadyLogins({ issuer, secret, phone, total }),
    async close() {
      await server.close()
      await phone.close()
      await redis.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface Places {
  readonly issuer: string
  readonly port: number
  readonly redis: string
  readonly phone: string
  readonly secret: string
}

function filesFor({ issuer, port, redis, phone, secret }: Places) {
  return {
    'deployment.toml': `[server]
issuer = "${issuer}"
port = ${port}
[application]
name = "Before"
[store]
kind = "redis"
url = "${redis}"
[secrets]
signing_keys = "file:secrets/signing-keys.json"
cookie_keys = ["file:secrets/cookie-key"]
code_keys = ["file:secrets/code-key"]
[limits]
login_countries = ["LK"]
[log]
destination = "log"
`,
    'clients.toml': `[[client]]
client_id = "app"
client_secret = "${secret}"
redirect_uris = ["https://app.example/callback"]
authentication_steps = ["basic", "smsotp"]
first_party = true
`,
    'sms/phone.toml': `url = "${phone}"
headers = ["Content-Type: application/json"]
payload = '{"to":"$ctx.num","text":"$ctx.msg"}'
response_codes = [202]
number_format = "plus"
allow_private = true
`,
  } as const
}

interface Load {
  readonly issuer: string
  readonly secret: string
  readonly phone: Phone
  readonly total: number
}

/** People who sign in again and again, each one after the other, all of them at once, until there were so many logins. */
function steadyLogins({ issuer, secret, phone, total }: Load) {
  const begun = people.map(() => 0)
  const failures: string[] = []
  let left = total
  const signIn = async ({ username, number }: (typeof people)[number]) => {
    const browser = createBrowserClient()
    const party = relyingParty({ issuer }, 'app', secret)
    const received = () => phone.messages.filter(({ to }) => to === number)
    const before = received().length
    const page = await provePassword(browser, party.begin(), username)
    for (let tries = 0; received().length === before && tries < 500; tries += 1) await wait(10)
    // Time to type it: reloads come in between.
    await wait(50)
    const code = codeIn(received().at(-1)?.text ?? '')
    const callback = await goOn(browser, await typeCode(browser, page, code))
    const { status, body } = await party.redeem(callback.searchParams.get('code'))
    if (status !== 200) throw new Error(`tokens: ${status} ${JSON.stringify(body)}`)
    const keys = createLocalJWKSet((await (await fetch(`${issuer}/jwks`)).json()) as never)
    await jwtVerify(String(body.id_token), keys, { issuer, audience: 'app' })
  }
  const done = Promise.all(
    people.map(async (person, index) => {
      while (left > 0) {
        left -= 1
        begun[index] = (begun[index] ?? 0) + 1
        await signIn(person).catch((error) => failures.push(`${person.username}: ${error}`))
      }
    }),
  )
  return {
    failures,
    done,
    isOver: () => left <= 0,
    /** Resolves once every login that is under way now has ended. */
    async turnedOver(): Promise<void> {
      const now = [...begun]
      while (left > 0 && begun.some((count, index) => count === now[index])) await wait(20)
    },
  }
}
