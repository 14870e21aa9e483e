import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configuration, load, problemsOf } from './support.ts'

const url = 'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n'
const gateway = (text: string) => ({ 'sms/main.toml': `${url}${text}\n` })

for (const sender of ['+15005550006', '%2B+15005550006']) {
  test(`a number with its plus in a form would be read as a blank: ${sender}`, async (t) => {
    assert.deepEqual(await problemsOf(t, gateway(`payload = "From=${sender}&To=$ctx.num&Body=$ctx.msg"`)), [
      'sms/main.toml:2:11: payload: a "+" before a number is read as a blank here: leave it out after %2B, or write %2B',
    ])
  })
}

for (const written of ['Bearer $SMS_TOKEN', `Bearer \${SMS TOKEN}`]) {
  test(`a variable as a shell has it is warned of: ${written}`, async (t) => {
    assert.deepEqual(await problemsOf(t, gateway(`headers = "Authorization: ${written}"`)), [
      `sms/main.toml:2:11: warning: headers: "$" stays as it is here: a variable is written \${NAME}, with braces and no blanks`,
    ])
  })
}

test('a "+" between words, and one in JSON, are nothing to complain of', async (t) => {
  const json = `payload = '{"from":"+15005550006","to":"$ctx.num"}'`
  assert.deepEqual(await problemsOf(t, gateway(json)), [])
  assert.deepEqual(await problemsOf(t, gateway('payload = "from=My+Shop&to=$ctx.num"')), [])
})

test('message_id alone is a rule of its own: whoever names the message took it', async (t) => {
  const files = gateway('[response]\nmessage_id = "data.id"')
  const { settings } = await load(await configuration(t, files))
  assert.deepEqual(settings.gateways[0]?.response, {
    accepted: { kind: 'json', path: ['data', 'id'], of: 'every', is: { present: true } },
    refusals: [],
    messageId: ['data', 'id'],
  })
  assert.deepEqual(await problemsOf(t, gateway('[response]\nrefusals = []')), [
    'sms/main.toml:2:1: [response] accepted: missing: a test of what the body says, or message_id, which must be there then',
  ])
})
