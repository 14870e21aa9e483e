import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { bareEnvironment } from '../support/bare-environment.ts'
import type { BrowserClient, Page } from '../support/client.ts'
import { freePort, password, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { openNext, typeCode } from '../support/relying-party.ts'
import { examplesFolder, readEntry } from './entry.ts'

/** An example in a copy of its own, installed as its README says, beside a Latchkey that knows its clients. */
export interface Example {
  readonly server: TestServer
  readonly folder: string
  /** Where people open it. */
  readonly home: string
  /** Its second address, for an example of two programs. */
  readonly behind: string
  /** Runs one of its programs until the test is over. Resolves once `address` answers. */
  run(address: string, program: string, args: readonly string[]): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/**
 * Starts Latchkey and installs the example; its programs are for the test to run.
 *
 * @param more what the programs get besides ISSUER, PORT and secrets, from the second port
 */
export async function openExample(
  t: TestContext,
  name: string,
  more: (port: string) => Environment = () => ({}),
): Promise<Example> {
  const [port, second] = [String(await freePort()), String(await freePort())]
  const { clients, secrets } = await readEntry(t, name, [port, second])
  const server = await startLatchkey({ change: (settings) => ({ ...settings, clients }) })
  t.after(() => server.close())
  const folder = install(t, name)
  const env = { ISSUER: server.issuer, PORT: port, ...secrets, ...more(second) }
  return {
    server,
    folder,
    home: `http://localhost:${port}`,
    behind: `http://localhost:${second}`,
    run: (address, program, args) => run(t, { address, program, args, folder, env }),
  }
}

/** Starts an example that is one program, `server.js`. */
export async function startExample(t: TestContext, name: string): Promise<Example> {
  const example = await openExample(t, name)
  await example.run(example.home, process.execPath, ['server.js'])
  return example
}

function install(t: TestContext, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `latchkey-example-${name}-`))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const source = join(examplesFolder, name)
  cpSync(source, folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  if (!existsSync(join(folder, 'package-lock.json'))) return folder
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const options = { cwd: folder, env: bareEnvironment(), timeout: 120_000 }
  execFileSync('npm', ['ci', ...flags], { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  return folder
}

interface Program {
  readonly address: string
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly env: Environment
}

async function run(t: TestContext, { address, program, args, folder, env }: Program): Promise<void> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
  })
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (said += text))
  const answers = () =>
    fetch(address, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
  for (const start = performance.now(); !(await answers()); await wait(50)) {
    assert.equal(child.exitCode, null, `${program} ${args.join(' ')} ended:\n${said}`)
    assert.ok(performance.now() - start < 20_000, `nothing at ${address} within 20 s:\n${said}`)
  }
}

/** From the page that asks for the password, through the code, to the page the example shows then. */
export async function proveBoth({ server }: Example, browser: BrowserClient, login: Page): Promise<Page> {
  const sent = server.phone.messages.length
  const asked = await browser.follow(await browser.submit(login, 'form', { identifier: 'alice', password }))
  const typed = await typeCode(browser, asked, await server.phone.code(sent + 1))
  return browser.follow(await openNext(browser, typed))
}
