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

test('the benchmark says what each request of a login costs, in order, on both sides', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--quick', '--requests'])
  const rows = stdout.split('\n').flatMap((line) => {
    const [, side, request, cost] = /^\| (bare|Latchkey) \| (.*) \| ([\d.]+) \|$/.exec(line) ?? []
    return side === undefined ? [] : [{ side, request, cost: Number(cost) }]
  })
  const requests = (of: string) => rows.filter(({ side }) => side === of).map(({ request }) => request)
  const [begin, page, password] = ['GET /auth', 'GET /interaction/…', 'POST /interaction/…/password']
  const end = ['GET /auth/…', 'POST /token', 'GET /me', 'all of them']
  assert.deepEqual(requests('bare'), [begin, page, password, ...end])
  assert.deepEqual(requests('Latchkey'), [begin, page, password, page, 'POST /interaction/…/sms-otp', ...end])
  assert.ok(
    rows.every(({ cost }) => cost > 0),
    stdout,
  )
})
