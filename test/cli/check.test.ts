import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from '../../src/cli/check.ts'
import { configuration } from '../config/support.ts'

const run = async (directory: string, mode: 'serve' | 'demo' = 'demo') => {
  let printed = ''
  const code = await check({ directory, mode, out: { write: (text) => (printed += text) } })
  return { code, printed }
}

test('a configuration that can be served: exit code 0', async (t) => {
  const directory = await configuration(t)
  assert.deepEqual(await run(directory), { code: 0, printed: `${directory}: can be served\n` })
})

test('warnings are printed and refuse nothing', async (t) => {
  const directory = await configuration(t, {
    'sms/main.toml': 'url = "http://a.example/$ctx.num/$ctx.msg"\n',
  })
  assert.deepEqual(await run(directory), {
    code: 0,
    printed: `${directory}/sms/main.toml:1:7: warning: url: codes travel unencrypted: use https\n${directory}: can be served, with warnings\n`,
  })
})

test('a configuration that cannot be served: every problem on a line, exit code 1', async (t) => {
  const directory = await configuration(t, {
    'deployment.toml': '[server]\nissuer = "https://a.example"\nport = 0\n',
  })
  const { code, printed } = await run(directory, 'serve')
  assert.equal(code, 1)
  assert.equal(printed.split('\n').filter((line) => line.includes('[secrets]')).length, 1)
  assert.match(
    printed,
    /deployment\.toml:3:8: \[server\] port: found 0, allowed: a whole number from 1 to 65535\n/,
  )
})
