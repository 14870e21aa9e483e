import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { initSecrets } from '../../src/cli/secrets-init.ts'
import { freePort } from '../support/free-port.ts'

export const main = join(import.meta.dirname, '../../bin/latchkey.js')

const client = `[[client]]
client_id = "app"
client_secret = "${randomBytes(32).toString('base64url')}"
redirect_uris = ["https://app.example/callback"]
authentication_steps = ["basic"]
`

/** `latchkey serve` in a process of its own. */
export interface Serving {
  readonly folder: string
  readonly issuer: string
  /** Of the operations listener. */
  readonly operations: string
  readonly child: ChildProcess
  /** Its exit code or the signal that ended it, once it has ended. */
  readonly exited: Promise<number | string | null>
  close(): Promise<void>
}

/** @param tables further lines of deployment.toml, beside those of [operations] */
export async function startServing({
  operations = '',
  tables = '',
  node = [],
}: {
  readonly operations?: string
  readonly tables?: string
  /** What Node itself is told. */
  readonly node?: readonly string[]
} = {}): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-serving-'))
  const [port, watch] = [await freePort(), await freePort()]
  const issuer = `http://localhost:${port}`
  await writeFile(
    join(folder, 'deployment.toml'),
    `[server]
issuer = "${issuer}"
port = ${port}
[store]
directory = "data"
[secrets]
signing_keys = "file:secrets/signing-keys.json"
cookie_keys = ["file:secrets/cookie-key"]
code_keys = ["file:secrets/code-key"]
[authentication.authenticator.sms_otp]
enable = false
[operations]
port = ${watch}
${operations}
${tables}
`,
  )
  await mkdir(join(folder, 'sms'))
  await writeFile(join(folder, 'clients.toml'), client, { mode: 0o600 })
  await initSecrets(folder)
  const child = spawn(process.execPath, [...node, main, 'serve', '--config', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const errors = text(child.stderr)
  const exited = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  const serving = {
    folder,
    issuer,
    operations: `http://127.0.0.1:${watch}`,
    child,
    exited,
    async close() {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
  await untilReady(serving, errors)
  return serving
}

async function untilReady({ operations, child, close }: Serving, errors: Promise<string>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it did not start: ${await errors}`)
    const answer = await fetch(`${operations}/ready`).catch(() => undefined)
    if (answer?.ok === true) return
    await wait(50)
  }
  await close()
  throw new Error('it was not ready within 30 seconds')
}
