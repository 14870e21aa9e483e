import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readGatewayFile } from '../../src/config/gateway-file.ts'
import { ConfigurationError } from '../../src/config/problem.ts'

async function gatewayFile(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-gateway-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'acme.toml')
  await writeFile(path, text)
  return path
}

test('one gateway is read from its file, named after it, its secrets from the environment', async (t) => {
  const header = `headers = "Authorization: Bearer \${SMS_TOKEN}"`
  const path = await gatewayFile(t, `url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n${header}\n`)
  const gateway = await readGatewayFile(path, { env: { SMS_TOKEN: 'a-token' } })
  assert.equal(gateway.name, 'acme')
  assert.deepEqual(gateway.headers, [{ name: 'Authorization', value: 'Bearer a-token' }])
})

test('everything that is wrong with a gateway file is said at once, with its lines', async (t) => {
  const path = await gatewayFile(t, 'enabled = 1\nurll = "https://sms.example.com/"\nmethod = "PATCH"\n')
  await assert.rejects(readGatewayFile(path, { env: {} }), (error) => {
    assert.ok(error instanceof ConfigurationError)
    for (const line of [1, 2, 3]) assert.match(error.message, new RegExp(`acme\\.toml:${line}:`))
    return true
  })
  await assert.rejects(readGatewayFile(join(path, '..', 'none.toml')), /there is no such file/)
})

test('what is allowed but doubtful is told, and nothing is refused for it', async (t) => {
  const path = await gatewayFile(
    t,
    'enabled = true\nurl = "http://sms.example.com/send?to=$ctx.num&text=$ctx.msg"\nmethod = "GET"\n',
  )
  const warnings: string[] = []
  await readGatewayFile(path, { env: {}, onWarning: (line) => warnings.push(line) })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /acme\.toml:2:\d+: warning: url: codes travel unencrypted/)
})
