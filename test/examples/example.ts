import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ClientSettings } from '../../src/config/settings.ts'
import { bareEnvironment } from '../support/bare-environment.ts'
import { type BrowserClient, formOf, type Page } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { password, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { openNext, typeCode } from '../support/relying-party.ts'
import { examplesFolder, readEntry } from './entry.ts'
import { type Environment, startProgram } from './program.ts'

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

export interface ExampleOptions {
  /** What its programs get besides ISSUER, PORT and secrets, from the second port. */
  readonly env?: (port: string) => Environment
  /** What is different from its README's entry. */
  readonly change?: (client: ClientSettings) => ClientSettings
}

/** Starts Latchkey and installs the example; its programs are for the test to run. */
export async function openExample(
  t: TestContext,
  name: string,
  { env: more = () => ({}), change = (same) => same }: ExampleOptions = {},
): Promise<Example> {
  const [port, second] = [String(await freePort()), String(await freePort())]
  const { clients, secrets } = await readEntry(t, name, [port, second])
  const server = await startLatchkey({
    change: (settings) => ({ ...settings, clients: clients.map(change) }),
  })
  // What was opened last is closed first: programs before what they talk to and live in.
  const closings = [() => server.close()]
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const folder = mkdtempSync(join(tmpdir(), `latchkey-example-${name}-`))
  closings.push(async () => rmSync(folder, { recursive: true, force: true }))
  install(name, folder)
  const env = { ISSUER: server.issuer, PORT: port, ...secrets, ...more(second) }
  return {
    server,
    folder,
    home: `http://localhost:${port}`,
    behind: `http://localhost:${second}`,
    async run(address, program, args) {
      const running = startProgram(program, args, folder, env)
      closings.push(running.stop)
      await running.answering(address)
    },
  }
}

/** Starts an example that is one program, `server.js`. */
export async function startExample(t: TestContext, name: string): Promise<Example> {
  const example = await openExample(t, name)
  await example.run(example.home, process.execPath, ['server.js'])
  return example
}

function install(name: string, folder: string): void {
  const filter = (path: string) => !path.includes('node_modules')
  cpSync(join(examplesFolder, name), folder, { recursive: true, filter })
  if (!existsSync(join(folder, 'package-lock.json'))) return
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const options = { cwd: folder, env: bareEnvironment(), timeout: 120_000 }
  execFileSync('npm', ['ci', ...flags], { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** From the page that asks for the password, through the code, to the page the example shows then. */
export async function proveBoth({ server }: Example, browser: BrowserClient, login: Page): Promise<Page> {
  const sent = server.phone.messages.length
  const asked = await browser.follow(await browser.submit(login, 'form', { identifier: 'alice', password }))
  const typed = await typeCode(browser, asked, await server.phone.code(sent + 1))
  return browser.follow(await openNext(browser, typed))
}

/** From the example's own address for it, over Latchkey's question, to the page the example shows then. */
export async function signOut(browser: BrowserClient, address: string): Promise<Page> {
  const asked = await browser.follow(await browser.get(address))
  // The button stands outside the form and belongs to it by its `form` attribute.
  const { action, fields } = formOf(asked, 'form')
  return browser.follow(await browser.post(action, { ...fields, logout: 'yes' }, { from: asked }))
}
