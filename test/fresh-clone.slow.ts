import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { bareEnvironment } from './support/bare-environment.ts'

const root = join(import.meta.dirname, '..')
const addresses = [
  'http://localhost:3000/.well-known/openid-configuration',
  'http://localhost:3001/',
  'http://localhost:3002/',
]

/** What is committed, and nothing else. `git archive` reads a checkout whoever owns it, `git clone` does not. */
function freshClone(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-clone-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const options = { cwd: root, maxBuffer: 256 * 1024 * 1024 }
  const archive = execFileSync('git', ['-c', 'safe.directory=*', 'archive', '--format=tar', 'HEAD'], options)
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  return folder
}

interface Demo {
  readonly npm: ChildProcess
  readonly user: string
  readonly password: string
  /** From `npm start` to the last of the two lines. */
  readonly milliseconds: number
}

/** `npm start`, until it has said with whom to log in. It gets a process group, so that nothing can outlive the test. */
async function start(t: TestContext, folder: string): Promise<Demo> {
  const begun = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env: bareEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => killGroup(npm))
  let said = ''
  npm.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  npm.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  for (;;) {
    const user = /^user: (\S+)$/m.exec(said)?.[1]
    const password = /^password: (\S+)$/m.exec(said)?.[1]
    if (user && password) return { npm, user, password, milliseconds: performance.now() - begun }
    assert.equal(npm.exitCode, null, `npm start ended:\n${said}`)
    assert.ok(performance.now() - begun < 60_000, `npm start told no user within a minute:\n${said}`)
    await wait(50)
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}

async function assertAnswers(): Promise<void> {
  for (const address of addresses) {
    const response = await fetch(address)
    await response.text()
    assert.equal(response.status, 200, address)
  }
}

async function stop({ npm }: Demo): Promise<void> {
  npm.kill('SIGTERM')
  const [code] = npm.exitCode === null ? await once(npm, 'exit') : [npm.exitCode]
  assert.equal(code, 0)
  for (const address of addresses) await assert.rejects(fetch(address), `${address} outlived npm start`)
}

test('a fresh clone runs with npm ci and npm start alone, and greets with the same user after a restart', async (t) => {
  const folder = freshClone(t)
  execFileSync('npm', ['ci'], { cwd: folder, env: bareEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] })
  const first = await start(t, folder)
  t.diagnostic(`npm start took ${Math.round(first.milliseconds)} ms`)
  assert.ok(first.milliseconds < 15_000, 'within seconds')
  await assertAnswers()
  await stop(first)
  const second = await start(t, folder)
  await assertAnswers()
  assert.deepEqual([second.user, second.password], [first.user, first.password])
  await stop(second)
})
