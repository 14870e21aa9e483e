import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createPasswords } from '../../src/accounts/password.ts'
import { initSecrets } from '../../src/cli/secrets-init.ts'
import { startBalancer } from '../support/balancer.ts'
import { freePort } from '../support/free-port.ts'
import { password } from '../support/latchkey.ts'
import { type Phone, startPhone } from '../support/phone.ts'
import { startRedis } from '../support/redis.ts'
import { main } from './serving.ts'

export interface Person {
  readonly username: string
  readonly number: string
}

/** Two processes of `latchkey serve` on one Redis, behind a balancer that asks each whether it is ready. */
export interface TwoProcesses {
  readonly issuer: string
  readonly secret: string
  readonly phone: Phone
  readonly people: readonly Person[]
  readonly balancer: Awaited<ReturnType<typeof startBalancer>>
  /** Ends one by this signal; resolves with its exit code or the signal. */
  end(index: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null>
  /** Starts it again and waits until it is ready. */
  begin(index: number): Promise<void>
  close(): Promise<void>
}

/** How often the balancer asks: more than twice within the stop's wait of a second. Milliseconds. */
const interval = 200

/** The shortest allowed: how long a person waits who needs another message at once. Seconds. */
export const gapSeconds = 10

/** @param count how many people there are: limits let each sign in a few times only */
export async function startTwoProcesses(count: number): Promise<TwoProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-two-'))
  const [redis, phone] = [await startRedis(), await startPhone()]
  const ports = [await freePort(), await freePort()]
  const watched = [await freePort(), await freePort()]
  const issuerPort = await freePort()
  const issuer = `http://localhost:${issuerPort}`
  const secret = randomBytes(32).toString('base64url')
  const people = Array.from({ length: count }, (_, index) => ({
    username: `person-${index}`,
    number: `+9477888${String(1000 + index)}`,
  }))
  const places = { issuer, redis: redis.url, phone: phone.url, secret, people }
  const directories = [join(folder, 'one'), join(folder, 'two')]
  await writeFiles(directories[0] ?? '', { ...places, port: ports[0], watched: watched[0] })
  await cp(directories[0] ?? '', directories[1] ?? '', { recursive: true })
  await writeFile(
    join(directories[1] ?? '', 'deployment.toml'),
    deployment({ ...places, port: ports[1], watched: watched[1] }),
  )
  const children: ChildProcess[] = []
  const isReady = (index: number) =>
    fetch(`http://127.0.0.1:${watched[index]}/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  const begin = async (index: number) => {
    const args = [main, 'serve', '--config', directories[index] ?? '']
    children[index] = spawn(process.execPath, args, { stdio: 'ignore' })
    for (let tries = 0; !(await isReady(index)); tries += 1) {
      if (tries > 600) throw new Error('it was not ready within 30 seconds')
      await wait(50)
    }
  }
  await Promise.all([begin(0), begin(1)])
  const balancer = await startBalancer(issuerPort, ports, true)
  let over = false
  const watch = Promise.all(
    ports.map(async (_, index) => {
      while (!over) {
        if (await isReady(index)) balancer.use(index)
        else void balancer.rest(index)
        await wait(interval)
      }
    }),
  )
  const end = async (index: number, signal: 'SIGTERM' | 'SIGKILL') => {
    const child = children[index]
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null
    const gone = once(child, 'exit')
    child.kill(signal)
    const [code] = await gone
    return code ?? signal
  }
  return {
    issuer,
    secret,
    phone,
    people,
    balancer,
    begin,
    end,
    async close() {
      over = true
      await watch
      await balancer.close()
      await Promise.all([end(0, 'SIGKILL'), end(1, 'SIGKILL')])
      await phone.close()
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Places {
  readonly issuer: string
  readonly redis: string
  readonly phone: string
  readonly secret: string
  readonly people: readonly Person[]
  readonly port: number | undefined
  readonly watched: number | undefined
}

async function writeFiles(directory: string, places: Places): Promise<void> {
  await mkdir(join(directory, 'sms'), { recursive: true })
  const hash = await createPasswords().hash(password)
  const users = places.people.map(
    ({ username, number }) =>
      `[[user]]\nusername = "${username}"\nnumber = "${number}"\nnumber_verified = true\npassword_hash = "${hash}"\n`,
  )
  const files = {
    'deployment.toml': deployment(places),
    'clients.toml': `[[client]]
client_id = "app"
client_secret = "${places.secret}"
redirect_uris = ["https://app.example/callback"]
grant_types = ["authorization_code", "refresh_token"]
first_party = true
`,
    'users.toml': users.join(''),
    'sms/phone.toml': `url = "${places.phone}"
headers = ["Content-Type: application/json"]
payload = '{"to":"$ctx.num","text":"$ctx.msg"}'
response_codes = [202]
number_format = "plus"
allow_private = true
`,
  }
  for (const [name, text] of Object.entries(files))
    await writeFile(join(directory, name), text, { mode: 0o600 })
  await initSecrets(directory)
}

function deployment({ issuer, port, redis, watched }: Places): string {
  return `[server]
issuer = "${issuer}"
port = ${port}
trusted_proxies = 1
[operations]
port = ${watched}
stop_wait_seconds = 1
[store]
kind = "redis"
url = "${redis}"
[secrets]
signing_keys = "file:secrets/signing-keys.json"
cookie_keys = ["file:secrets/cookie-key"]
code_keys = ["file:secrets/code-key"]
[limits]
login_countries = ["LK"]
per_block_hour = 10000
per_block_day = 10000
per_country_hour = 10000
per_country_day = 10000
per_client_hour = 10000
per_minute = 10000
gap_seconds = [${gapSeconds}]
[authentication.authenticator.sms_otp.parameters]
cooldown_seconds = [${gapSeconds}]
[log]
destination = "log"
`
}
