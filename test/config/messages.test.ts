import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
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
  ['a line separator', '$ctx.otp \\u2028', /invisible character/],
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

for (const address of [
  'https://x.example/a',
  'evil.com/a',
  'evil.shop/x',
  'evil.app',
  'Evil.App.',
  'evil.do/x',
  'Evil.Do/x',
  '10.1.2.3/x',
  'www.anything',
  'help@evil.co.uk',
  'münchen.de',
  'пример.рф',
  '$ctx.application.de',
]) {
  test(`a text with the web address ${address} is refused, with its place`, async (t) => {
    const text = `$ctx.otp $ctx.message, ${address}`
    const [problem = '', ...others] = await problemsOf(t, withTexts(`de = "${text}"`))
    assert.deepEqual(others, [])
    assert.ok(problem.startsWith(`${place + key}holds a web address`), problem)
  })
}

for (const words of [
  '$ctx.otp.Do not share it, message $ctx.message',
  '$ctx.otp, message 1.Do not share it, $ctx.message',
  '$ctx.otp is the code.No $ctx.message',
  'p.ex. $ctx.otp, z.B. Nr.$ctx.message, 24.11.2026 12.30',
  '$ctx.otp \\u0d9a\\u0dca\\u200d\\u0dbb $ctx.message',
  '$ctx.otp\\n$ctx.message \\u0645\\u06cc\\u200c\\u062e',
]) {
  test(`a text may say "${words}"`, async (t) => {
    assert.deepEqual(await problemsOf(t, withTexts(`de = "${words}"`)), [])
  })
}

for (const [language, expected] of [
  ['de_DE', 'not a language (BCP 47): write de-DE'],
  ['german', 'not a language (BCP 47): write one such as de or pt-BR'],
  ['de-D', 'not a language (BCP 47): write one such as de or pt-BR'],
]) {
  test(`a text in "${language}" is refused: ${expected}`, async (t) => {
    assert.deepEqual(await problemsOf(t, withTexts(`${language} = "$ctx.otp $ctx.message"`)), [
      `deployment.toml:4:1: [authentication.authenticator.sms_otp.messages] ${language}: ${expected}`,
    ])
  })
}

test('two texts of one language are refused, naming both', async (t) => {
  const twice = withTexts('de-AT = "$ctx.otp $ctx.message"\nDE-at = "$ctx.otp, $ctx.message"')
  assert.deepEqual(await problemsOf(t, twice), [
    'deployment.toml:5:1: [authentication.authenticator.sms_otp.messages] DE-at: the same language as de-AT: one text for each',
  ])
})

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

const issuer = (host: string) => ({ 'deployment.toml': `[server]\nissuer = "https://${host}"\n` })
const long = 'authentication.of.everybody.accounts.department.a-company.example.com'
const cyrillic = '[application]\nname = "Банк"\n'

test('our own text is measured as well, with the real name and host', async (t) => {
  assert.deepEqual(await problemsOf(t, issuer(long)), [])
  const named = {
    'deployment.toml': `${issuer(long)['deployment.toml']}[application]\nname = "The Department of Everybody"\n`,
  }
  const [warning = '', ...others] = await problemsOf(t, named)
  assert.deepEqual(others, [])
  assert.match(
    warning,
    /^deployment.toml:1:.* en: our own text is sent in 2 segments, .* as GSM-7\. A shorter/,
  )
  const other = { 'deployment.toml': `${issuer('login.example.com')['deployment.toml']}${cyrillic}` }
  assert.match((await problemsOf(t, other)).join(), /our own text is sent in 2 segments.*UCS-2: "Б" is not/)
  const off = '[authentication.authenticator.sms_otp]\nenable = false\n'
  assert.deepEqual(await problemsOf(t, { 'deployment.toml': other['deployment.toml'] + off }), [])
  const own = '[authentication.authenticator.sms_otp.messages]\nen = "$ctx.otp $ctx.message"\n'
  assert.deepEqual(await problemsOf(t, { 'deployment.toml': other['deployment.toml'] + own }), [])
})

const byTemplate = 'url = "https://sms.example.com/?to=$ctx.num&id=$ctx.template&code=$ctx.otp"\n'

async function warningsAbout(t: TestContext, texts: string, gateway: string): Promise<string[]> {
  const { warnings } = await load(await configuration(t, { ...withTexts(texts), 'sms/main.toml': gateway }))
  return warnings.map(({ message }) => message)
}

test('languages without an approved template are named, and templates without a text', async (t) => {
  const gateway = `${byTemplate}template_ids = { default = "1", de = "2", pt = "3", es = "4" }\n`
  const texts = ['de', 'fr', 'pt-BR'].map((language) => `${language} = "$ctx.otp $ctx.message"`).join('\n')
  assert.deepEqual(await warningsAbout(t, texts, gateway), [
    'gateway main has no approved template for fr: its default is sent there',
    'gateway main never uses its template for es: there is no text in that language',
  ])
})

test('a gateway that sends the code alone is named, unless it is off or has templates', async (t) => {
  const alone = 'url = "https://sms.example.com/?to=$ctx.num&code=$ctx.otp"\n'
  const [warning = '', ...others] = await warningsAbout(t, '', alone)
  assert.deepEqual(others, [])
  assert.match(warning, /^gateway main sends the code alone \(\$ctx\.otp\)/)
  assert.deepEqual(await warningsAbout(t, '', `${byTemplate}template_ids = { default = "1" }\n`), [])
  const disabled = { 'sms/other.toml': `enabled = false\n${alone}` }
  assert.deepEqual(await problemsOf(t, disabled), [])
})
