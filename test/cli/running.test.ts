import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const running = join(import.meta.dirname, '../../src/cli/running.ts')

/** A process that says "starting", has started once it reads a byte, and says what is asked of it then. */
async function starting(t: TestContext) {
  const script = `import { untilStopped } from ${JSON.stringify(running)}
const say = async (word) => void process.stdout.write(word + '\\n')
await untilStopped(async () => {
  setTimeout(say, 0, 'starting')
  await new Promise((resolve) => process.stdin.once('data', resolve))
  return { close: () => say('closed'), reload: () => say('reloaded') }
}, true)
await say('started')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const untilSaid = async (word: string) => {
    while (!said.includes(word)) await once(child.stdout, 'data')
  }
  await untilSaid('starting')
  return { child, exited: once(child, 'exit'), untilSaid, said: () => said }
}

test('told to stop before there is anything to stop, a process goes at once', async (t) => {
  const { child, exited, said } = await starting(t)
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
  assert.equal(said(), 'starting\n')
})

test('told to reload before there is anything to reload, it does so once it has started', async (t) => {
  const { child, exited, untilSaid, said } = await starting(t)
  child.kill('SIGHUP')
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(said(), 'starting\n')
  child.stdin.write('.')
  await untilSaid('reloaded')
  await untilSaid('started')
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
  assert.match(said(), /closed\n$/)
})
