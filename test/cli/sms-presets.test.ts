import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { renderTrial } from '../../src/cli/sms-render.ts'

const folder = fileURLToPath(new URL('../../config/sms/presets/', import.meta.url))
const canary = 'CANARY7f1d0c'

for (const name of readdirSync(folder)) {
  test(`${name}: render shows the request, and nothing that came from the environment`, async () => {
    const file = `${folder}${name}`
    for (const [, variable = ''] of readFileSync(file, 'utf8').matchAll(/\$\{(\w+)\}/g)) {
      process.env[variable] = variable === 'WEBHOOK_URL' ? `https://${canary}.example/${canary}` : canary
    }
    let printed = ''
    const out = { write: (text: string) => (printed += text) }
    const code = await renderTrial({ gateway: file, to: '+94778888888', config: folder, out })
    assert.equal(code, 0)
    assert.match(printed, /^(GET|POST|PUT) \/\S* HTTP\/1\.1\r\n/m)
    assert.match(printed, /94778888888/)
    const base64 = Buffer.from(`${canary}:${canary}`).toString('base64')
    for (const secret of [canary, canary.toLowerCase(), base64, 'xHIDDENx']) {
      assert.ok(!printed.includes(secret), secret)
    }
  })
}
