import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { importFromWso2 } from '../../src/cli/import-wso2.ts'

const form = 'sms_url=https://sms.example.com/?to=$ctx.num&text=$ctx.msg\nhttp_method=POST\nSmsOtpLength=4\n'

async function run(t: TestContext, text: string, more: { out?: string; name?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-import-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'form'), text)
  const said = { output: '', errors: '' }
  const stream = (name: keyof typeof said) => ({
    write(piece: string) {
      said[name] += piece
    },
  })
  const file = join(folder, 'form')
  const streams = { output: stream('output'), errors: stream('errors') }
  const code = await importFromWso2({ file, name: 'imported', ...more, ...streams })
  return { ...said, code }
}

test('an import is printed, what changed on the error stream', async (t) => {
  const { code, output, errors } = await run(t, form)
  assert.equal(code, 0)
  assert.match(output, /^# sms\/imported\.toml\n/)
  assert.match(
    output,
    /^# deployment\.toml\n\[authentication\.authenticator\.sms_otp\.parameters\]\ncode_length = 6$/m,
  )
  assert.match(errors, /^SmsOtpLength: .* brought to 6/)
})

test('an import is written for its owner only, and never over a file that is there', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'latchkey-import-'))
  t.after(() => rm(out, { recursive: true }))
  const path = join(out, 'sms', 'acme.toml')
  assert.equal((await run(t, form, { out, name: 'acme' })).code, 0)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const before = await readFile(path, 'utf8')
  await assert.rejects(
    run(t, form.replace('sms.', 'other.'), { out, name: 'acme' }),
    /there is a file already/,
  )
  assert.equal(await readFile(path, 'utf8'), before)
})

test('a gateway that could not be used is not written, and says where it is wrong', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'latchkey-import-'))
  t.after(() => rm(out, { recursive: true }))
  const { code, errors } = await run(t, 'sms_url=https://sms.example.com/\nhttp_method=POST\n', { out })
  assert.equal(code, 1)
  assert.match(errors, /sms\/imported\.toml:3:7: url: the number to send to is missing/)
  await assert.rejects(stat(join(out, 'sms')), { code: 'ENOENT' })
})

test('a name that would lead elsewhere is wrong usage', async (t) => {
  assert.equal((await run(t, form, { name: '../x' })).code, 2)
})

test('a file that is not there is named', async () => {
  const streams = { output: { write: () => true }, errors: { write: () => true } }
  await assert.rejects(importFromWso2({ file: '/nowhere/form', name: 'x', ...streams }), {
    message: '/nowhere/form: there is no such file',
  })
})
