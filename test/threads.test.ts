import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Threads of the process before and after its pool was first used, where the system lists them. */
const program = `
  import ${JSON.stringify(new URL('../src/threads.ts', import.meta.url).href)}
  import { existsSync, readdirSync } from 'node:fs'
  import { stat } from 'node:fs/promises'
  const threads = () => existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : undefined
  const before = threads()
  await stat('/')
  const pool = before === undefined ? Number(process.env.UV_THREADPOOL_SIZE) : threads() - before
  console.log(pool, process.env.UV_THREADPOOL_SIZE)
`

async function poolWith(env: NodeJS.ProcessEnv): Promise<string> {
  const { UV_THREADPOOL_SIZE: _, ...rest } = process.env
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...rest, ...env },
  })
  return stdout.trim()
}

test('as first import it gives the thread pool as many threads as cores and four more', async () => {
  const wanted = availableParallelism() + 4
  assert.equal(await poolWith({}), `${wanted} ${wanted}`)
})

test('a size set from outside stays', async () => {
  assert.equal(await poolWith({ UV_THREADPOOL_SIZE: '9' }), '9 9')
})
