import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { configuration, load } from './support.ts'

/* The values of the guide as they stand there: with backslashes, with blanks round them, with blanks to fill in. */

const nexmo = String.raw`
url = ' https://rest.nexmo.com/sms/json?api_key=&api_secret=&from=NEXMO&to=\$ctx.num&text=\$ctx.msg '
method = '              POST              '
response_codes = '200'
`
const clickatell = `
url = ' https://api.clickatell.com/rest/message  '
method = ' POST '
headers = ' X-Version: 1,Authorization: bearer <ENTER_AUTH_TOKEN>,Accept: application/json,Content-Type: application/json  '
payload = ' {"text":" $ctx.msg ","to":[" $ctx.num "]} '
response_codes = '202'
`
const plivo = `
url = ' https://api.plivo.com/v1/Account/{auth_id}/Message/  '
method = ' POST '
headers = ' Authorization: Basic ********,Content-Type: application/json '
payload = ' {"src":"+94*********","dst":"$ctx.num","text":"$ctx.msg"} '
response_codes = '202'
`
const bulksms = String.raw`
url = ' https://bulksms.vsms.net/eapi/submission/send_sms/2/2.0?username=&password=&message=\$ctx.msg&msisdn=\$ctx.num  '
method = ' POST '
headers = ' Content-Type: application/x-www-form-urlencoded '
response_codes = 200
`
const twilio = String.raw`
url = ' https://api.twilio.com/2010-04-01/Accounts/{AccountSID}/SMS/Messages.json '
method = ' POST '
headers = ' Authorization: Basic base64{AccountSID:AuthToken} '
payload = ' Body=\$ctx.msg&To=\$ctx.num&From=urlencode{FROM_NUM} '
response_codes = ''
`

test("the guide's own gateways load as they are pasted, and say which blanks were not filled in", async (t) => {
  const directory = await configuration(t, {
    'sms/main.toml': nexmo,
    'sms/2.toml': clickatell,
    'sms/3.toml': plivo,
    'sms/4.toml': bulksms,
    'sms/5.toml': twilio,
  })
  const { settings, warnings } = await load(directory)
  const texts = settings.gateways.map(({ url, method, headers, payload }) => ({
    url,
    method,
    headers,
    payload,
  }))
  assert.deepEqual(texts, [
    {
      url: 'https://api.clickatell.com/rest/message',
      method: 'POST',
      headers: [
        { name: 'X-Version', value: '1' },
        { name: 'Authorization', value: 'bearer <ENTER_AUTH_TOKEN>' },
        { name: 'Accept', value: 'application/json' },
        { name: 'Content-Type', value: 'application/json' },
      ],
      payload: '{"text":" $ctx.msg ","to":[" $ctx.num "]}',
    },
    {
      url: 'https://api.plivo.com/v1/Account/{auth_id}/Message/',
      method: 'POST',
      headers: [
        { name: 'Authorization', value: 'Basic ********' },
        { name: 'Content-Type', value: 'application/json' },
      ],
      payload: '{"src":"+94*********","dst":"$ctx.num","text":"$ctx.msg"}',
    },
    {
      url: 'https://bulksms.vsms.net/eapi/submission/send_sms/2/2.0?username=&password=&message=$ctx.msg&msisdn=$ctx.num',
      method: 'POST',
      headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
      payload: undefined,
    },
    {
      url: 'https://api.twilio.com/2010-04-01/Accounts/{AccountSID}/SMS/Messages.json',
      method: 'POST',
      headers: [{ name: 'Authorization', value: 'Basic base64{AccountSID:AuthToken}' }],
      payload: 'Body=$ctx.msg&To=$ctx.num&From=urlencode{FROM_NUM}',
    },
    {
      url: 'https://rest.nexmo.com/sms/json?api_key=&api_secret=&from=NEXMO&to=$ctx.num&text=$ctx.msg',
      method: 'POST',
      headers: [],
      payload: undefined,
    },
  ])
  assert.deepEqual(
    warnings.map(({ file, key }) => `${basename(file)} ${key}`),
    [
      '2.toml headers',
      '3.toml url',
      '3.toml headers',
      '3.toml payload',
      '4.toml url',
      '5.toml url',
      '5.toml headers',
      '5.toml payload',
      'main.toml url',
    ],
  )
})
