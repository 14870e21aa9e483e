import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { type CheckOptions, check } from '../../src/cli/check/check.ts'
import { configuration } from '../config/support.ts'
import { freePort } from '../support/free-port.ts'
import { startRedis } from '../support/redis.ts'

const run = async (directory: string, mode: 'serve' | 'demo' = 'demo', more: Partial<CheckOptions> = {}) => {
  let printed = ''
  const out = { write: (text: string) => (printed += text) }
  const code = await check({ directory, mode, offline: true, out, ...more })
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

test('with --strict a warning fails, and --json says the same for scripts', async (t) => {
  const directory = await configuration(t, {
    'sms/main.toml': 'url = "http://a.example/$ctx.num/$ctx.msg"\n',
  })
  const strict = await run(directory, 'demo', { strict: true })
  assert.equal(strict.code, 1)
  assert.match(strict.printed, /can be served, but for these warnings\n$/)
  const { code, printed } = await run(directory, 'demo', { strict: true, json: true })
  assert.equal(code, 1)
  assert.deepEqual(JSON.parse(printed), {
    directory,
    usable: false,
    problems: [
      {
        file: `${directory}/sms/main.toml`,
        line: 1,
        column: 7,
        key: 'url',
        message: 'codes travel unencrypted: use https',
        level: 'warning',
      },
    ],
  })
})

test('for scripts, a problem names what was found, what is allowed, and the name that was probably meant', async (t) => {
  const directory = await configuration(t, {
    'deployment.toml': '[server]\nissuer = "https://a.example"\nprot = 1\n[log]\nlevel = "loud"\n',
    'user.toml': '',
  })
  const { printed } = await run(directory, 'demo', { json: true })
  const { problems } = JSON.parse(printed)
  assert.deepEqual(
    problems.map(({ key, found, allowed, nearest }: Record<string, unknown>) => [
      key,
      found,
      allowed,
      nearest,
    ]),
    [
      ['[server] prot', undefined, undefined, 'port'],
      [
        '[log] level',
        '"loud"',
        '"fatal" or "error" or "warn" or "info" or "debug" or "trace" or "silent"',
        undefined,
      ],
      ['', undefined, undefined, 'users.toml'],
    ],
  )
})

test('store and gateways are looked up, unless offline: each is named where its address stands', async (t) => {
  const gateway = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  t.after(() => gateway.close())
  await once(gateway, 'listening')
  const { port } = gateway.address() as AddressInfo
  const [redis, nobody] = [
    await startRedis({ args: ['--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--save', ''] }),
    await freePort(),
  ]
  t.after(() => redis.stop())
  const file = (url: string) => `url = "${url}/?to=$ctx.num&text=$ctx.msg"\nallow_private = true\n`
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "https://a.example"\n[store]\nkind = "redis"\nurl = "${redis.url}"\n`,
    'sms/main.toml': file(`http://127.0.0.1:${port}`),
    'sms/away.toml': file(`http://127.0.0.1:${nobody}`),
    'sms/plain.toml': file(`https://127.0.0.1:${port}`),
    'sms/off.toml': `enabled = false\n${file(`http://127.0.0.1:${nobody}`)}`,
  })
  assert.equal((await run(directory)).code, 0)
  const { code, printed } = await run(directory, 'demo', { offline: false })
  assert.equal(code, 1, printed)
  const said = printed.replaceAll(`${directory}/`, '')
  assert.match(said, /^deployment\.toml:5:7: url: Redis at .*appendonly is off: .*set appendonly yes$/m)
  const unreachable = said.match(/^sms.*cannot be reached.*$/gm)
  assert.equal(unreachable?.length, 2, said)
  assert.match(
    said,
    /^sms\/away\.toml:1:7: warning: url: the gateway cannot be reached from here: ECONNREFUSED$/m,
  )
  assert.match(said, /^sms\/plain\.toml:1:7: warning: url: the gateway cannot be reached from here: E/m)
})

test('a store that is away is an error of its own', async (t) => {
  const port = await freePort()
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "https://a.example"\n[store]\nkind = "redis"\nurl = "redis://:hidden@127.0.0.1:${port}"\n`,
    'sms/main.toml': 'url = "http://127.0.0.1:9/$ctx.num/$ctx.msg"\nallow_private = true\n',
  })
  const { code, printed } = await run(directory, 'demo', { offline: false })
  assert.equal(code, 1)
  assert.match(printed, /url: Redis at 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/)
  assert.ok(!printed.includes('hidden'))
})
