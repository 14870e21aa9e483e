import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGateway } from '../../src/sms/gateway.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { fakeGateway, message, type Received, settingsFor } from './fake-gateway.ts'

const json = { name: 'Content-Type', value: 'application/json' }

/** What a form sends for an ASCII text, byte for byte, and how its gateway reads it. */
interface Form {
  readonly settings: Partial<GatewaySettings>
  /** Path, query and payload as the original product's guide prints them, its blanks and backslashes included. */
  readonly target: string
  readonly expected: { readonly url: string; readonly body: string }
  readonly headers: Readonly<Record<string, string | undefined>>
  read(request: Received): { to: string | null; text: string | null }
}

const ascii = 'Your code is 482913'

const forms: Readonly<Record<string, Form>> = {
  Nexmo: {
    target: '/sms/json?api_key=k&api_secret=s&from=NEXMO&to=\\$ctx.num&text=\\$ctx.msg ',
    settings: { headers: [] },
    expected: {
      url: '/sms/json?api_key=k&api_secret=s&from=NEXMO&to=94778888888&text=Your%20code%20is%20482913',
      body: '',
    },
    headers: { 'content-type': undefined, 'content-length': '0' },
    read: ({ url }) => fromForm(new URL(url, 'http://gateway').searchParams, 'to', 'text'),
  },
  Clickatell: {
    target: '/rest/message  ',
    settings: {
      headers: [
        { name: 'X-Version', value: '1' },
        { name: 'Authorization', value: 'bearer token' },
        { name: 'Accept', value: 'application/json' },
        json,
      ],
      payload: ' {"text":" $ctx.msg ","to":[" $ctx.num "]} ',
    },
    expected: { url: '/rest/message', body: '{"text":"Your code is 482913","to":["94778888888"]}' },
    headers: {
      'x-version': '1',
      authorization: 'bearer token',
      accept: 'application/json',
      'content-length': '51',
    },
    read: ({ body }) => {
      const { text, to } = JSON.parse(body.toString())
      return { to: to[0], text }
    },
  },
  Plivo: {
    target: '/v1/Account/MA123/Message/  ',
    settings: {
      headers: [{ name: 'Authorization', value: 'Basic ********' }, json],
      payload: ' {"src":"+94*********","dst":"$ctx.num","text":"$ctx.msg"} ',
    },
    expected: {
      url: '/v1/Account/MA123/Message/',
      body: '{"src":"+94*********","dst":"94778888888","text":"Your code is 482913"}',
    },
    headers: { authorization: 'Basic ********', 'content-type': 'application/json' },
    read: ({ body }) => {
      const { dst, text } = JSON.parse(body.toString())
      return { to: dst, text }
    },
  },
  BulkSMS: {
    target: '/eapi/submission/send_sms/2/2.0?username=u&password=p&message=\\$ctx.msg&msisdn=\\$ctx.num  ',
    settings: { headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }] },
    expected: {
      url: '/eapi/submission/send_sms/2/2.0?username=u&password=p&message=Your%20code%20is%20482913&msisdn=94778888888',
      body: '',
    },
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' },
    read: ({ url }) => fromForm(new URL(url, 'http://gateway').searchParams, 'msisdn', 'message'),
  },
  Twilio: {
    target: '/2010-04-01/Accounts/AC123/SMS/Messages.json ',
    settings: {
      headers: [{ name: 'Authorization', value: 'Basic QUMxMjM6dG9rZW4=' }],
      payload: ' Body=\\$ctx.msg&To=\\$ctx.num&From=%2B15005550006 ',
      numberFormat: 'plus',
    },
    expected: {
      url: '/2010-04-01/Accounts/AC123/SMS/Messages.json',
      body: 'Body=Your%20code%20is%20482913&To=%2B94778888888&From=%2B15005550006',
    },
    headers: { authorization: 'Basic QUMxMjM6dG9rZW4=', 'content-type': 'application/x-www-form-urlencoded' },
    read: ({ body }) => fromForm(new URLSearchParams(body.toString()), 'To', 'Body'),
  },
}

function fromForm(fields: URLSearchParams, to: string, text: string) {
  assert.equal(fields.getAll(to).length + fields.getAll(text).length, 2)
  return { to: fields.get(to), text: fields.get(text) }
}

const texts = {
  ASCII: ascii,
  Unicode: 'Ihr Code für Käse: 482913 – 你好 😀',
  special: 'a&b=c #1 100% "x" \\ 1+1 <b>\n@login.example.com #482913',
}

for (const [vendor, form] of Object.entries(forms)) {
  const { payload: _, ...plain } = settingsFor('')

  async function sent(text: string): Promise<Received> {
    await using gateway = await fakeGateway()
    const { send, close } = createGateway({
      ...plain,
      ...form.settings,
      url: ` ${gateway.origin}${form.target}`,
    })
    const { status } = await send({ ...message, text }, AbortSignal.timeout(5000))
    close()
    assert.equal(status, 'accepted')
    const [request, ...more] = gateway.received
    assert.ok(request)
    assert.equal(more.length, 0)
    return request
  }

  test(`the guide's form for ${vendor}, pasted as printed, sends exactly the request its gateway documents`, async () => {
    const request = await sent(ascii)
    assert.equal(request.method, 'POST')
    assert.equal(request.url, form.expected.url)
    assert.equal(request.body.toString(), form.expected.body)
    for (const [name, value] of Object.entries(form.headers)) assert.equal(request.headers[name], value, name)
    assert.equal(request.headers['transfer-encoding'], undefined)
    assert.equal(request.headers['accept-encoding'], undefined)
  })

  for (const [kind, text] of Object.entries(texts)) {
    test(`the guide's form for ${vendor} delivers a text of the kind ${kind} as it is`, async () => {
      const to = form.settings.numberFormat === 'plus' ? '+94778888888' : '94778888888'
      assert.deepEqual(form.read(await sent(text)), { to, text })
    })
  }
}
