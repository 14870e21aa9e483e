import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url))

test('the benchmark logs in on both sides and keeps to its number of commands and waits', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--quick'])
  const ours = (row: string) =>
    Number(new RegExp(`^\\| ${row} *\\|[^|]*\\|([^|]*)\\|`, 'm').exec(stdout)?.[1])
  assert.ok(ours('commands to Redis') <= 34, stdout)
  assert.ok(ours('waits for Redis, one after another') <= 21, stdout)
})
