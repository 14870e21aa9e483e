import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configuration, load, problemsOf } from './support.ts'

const withTexts = (lines: string) => ({
  'deployment.toml': `[server]\nissuer = "https://login.example.com"\n[authentication.authenticator.sms_otp.messages]\n${lines}\n`,
})

test('texts are read by language, whatever its spelling', async (t) => {
  const directory = await configuration(
    t,
    withTexts('pt-BR = "$ctx.otp: codigo de $ctx.application, $ctx.message"'),
  )
  const { settings, warnings } = await load(directory)
  assert.deepEqual(settings.authentication.smsOtp.messages, {
    'pt-br': '$ctx.otp: codigo de $ctx.application, $ctx.message',
  })
  assert.deepEqual(warnings, [])
})

const place = 'deployment.toml:4:6: '
const key = '[authentication.authenticator.sms_otp.messages] de: '
const refused: readonly (readonly [string, string, RegExp])[] = [
  ['no code', 'Hallo', /the code is missing: put \$ctx\.otp/],
  ['an unknown placeholder', '$ctx.otp $ctx.msg', /unknown placeholder \$ctx\.msg, allowed: \$ctx\.otp/],
  ['a direction character', '$ctx.otp \\u202e', /invisible character/],
  ['a link', '$ctx.otp, see https://x.example/a', /web address/],
  ['a bare host', '$ctx.otp, see evil.com/a', /web address/],
  ['a line that binds a code', '$ctx.otp\\n@evil.example #123456', /"@host #code" of its own/],
]

for (const [name, text, message] of refused) {
  test(`a text with ${name} is refused, with its place`, async (t) => {
    const [problem = '', ...others] = await problemsOf(t, withTexts(`de = "${text}"`))
    assert.deepEqual(others, [])
    assert.ok(problem.startsWith(place + key), problem)
    assert.match(problem, message)
  })
}

test('what costs more than one segment is said, with the character that makes it so', async (t) => {
  const text = `$ctx.otp – Ihr Code, Nachricht $ctx.message${', bitte'.repeat(5)}`
  const { warnings } = await load(await configuration(t, withTexts(`DE = "${text}"`)))
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]?.message ?? '', /2 segments.*UCS-2: "–" is not in the alphabet/)
  assert.equal(warnings[0]?.line, 4)
})

test('a text that does not say which message it is gets a warning', async (t) => {
  const { warnings } = await load(await configuration(t, withTexts('de = "$ctx.otp ist der Code"')))
  assert.match(warnings.map(({ message }) => message).join(), /put \$ctx\.message somewhere/)
})

test('languages without an approved template are named', async (t) => {
  const gateway = `url = "https://sms.example.com/?to=$ctx.num&id=$ctx.template&code=$ctx.otp"
template_ids = { default = "1", de = "2" }
`
  const texts = withTexts('de = "$ctx.otp $ctx.message"\nfr = "$ctx.otp $ctx.message"')
  const { warnings } = await load(await configuration(t, { ...texts, 'sms/main.toml': gateway }))
  assert.deepEqual(
    warnings.map(({ message }) => message),
    ['gateway main has no approved template for fr: its default is sent there'],
  )
})
