import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readGatewayFile } from '../../../src/config/gateway-file.ts'
import type { BodyPath } from '../../../src/sms/gateway-settings.ts'
import { readReports } from '../../../src/sms/receipts/reports.ts'

const folder = fileURLToPath(new URL('../../../config/sms/presets/', import.meta.url))
const env = new Proxy<NodeJS.ProcessEnv>(
  {},
  { get: (_, name) => (name === 'WEBHOOK_URL' ? 'https://hook.example/' : 'k'.repeat(40)) },
)

/** A callback as the block's own paths describe it. */
function callback(messageId: BodyPath, status: BodyPath, word: string): unknown {
  return merge(nested(messageId, 'message-1'), nested(status, word))
}

function nested([step, ...rest]: BodyPath, value: string): unknown {
  if (step === undefined) return value
  return step === '*' || step === 0 ? [nested(rest, value)] : { [step]: nested(rest, value) }
}

function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [merge(one[0], other[0])]
  if (typeof one !== 'object' || typeof other !== 'object') return other
  const keys = Object.keys({ ...one, ...other })
  const at = (value: unknown, key: string) => (value as Record<string, unknown>)[key]
  return Object.fromEntries(
    keys.map((key) => [
      key,
      at(one, key) === undefined || at(other, key) === undefined
        ? (at(one, key) ?? at(other, key))
        : merge(at(one, key), at(other, key)),
    ]),
  )
}

const withReceipts: [name: string, text: string][] = []
for (const file of await readdir(folder)) {
  const text = await readFile(join(folder, file), 'utf8')
  if (text.includes('\n#[receipts]')) withReceipts.push([file.replace('.toml', ''), text])
}

test('most presets know how their vendor reports what became of a message', () => {
  assert.ok(withReceipts.length >= 15, `${withReceipts.length}`)
})

for (const [name, text] of withReceipts) {
  test(`${name}: its [receipts], uncommented, are read and tell arrived from failed`, async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'latchkey-preset-'))
    t.after(() => rm(directory, { recursive: true }))
    const [head = '', block = ''] = text.split('\n#[receipts]')
    const open = `${head}\n[receipts]${block.replace(/^#(?=[a-z_]+ = |\[)/gm, '')}`
    const file = join(directory, `${name}.toml`)
    await writeFile(file, open)
    const { receipts } = await readGatewayFile(file, { env, onWarning: () => {} })
    assert.ok(receipts)
    for (const [words, receipt] of [
      [receipts.arrived, 'arrived'],
      [receipts.failed, 'undelivered'],
    ] as const) {
      for (const word of words) {
        const content = callback(receipts.messageId, receipts.status, word)
        assert.deepEqual(readReports(receipts, content), [{ messageId: 'message-1', receipt }])
      }
    }
  })
}
