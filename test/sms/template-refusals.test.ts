import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { TemplateError } from '../../src/sms/places.ts'
import { parseTemplate } from '../../src/sms/template.ts'
import { settingsFor } from './fake-gateway.ts'

const origin = 'https://gateway.example'

const broken: Readonly<Record<string, Partial<GatewaySettings>>> = {
  'a placeholder in the host': { url: 'https://$ctx.msg.example/' },
  'a placeholder in the host behind a backslash': { url: 'https://gateway.example\\$ctx.num' },
  'a placeholder in the port': { url: 'https://gateway.example:$ctx.num/' },
  'a placeholder in the user-info': { url: 'https://$ctx.num@gateway.example/' },
  'a placeholder in the scheme': { url: '$ctx.msg://gateway.example/' },
  'a placeholder in the fragment': { url: 'https://gateway.example/#$ctx.num' },
  'another scheme': { url: 'ftp://gateway.example/$ctx.num' },
  'no address': { url: 'https://:x/$ctx.num' },
  'an unknown placeholder': { payload: '{"to":"$ctx.number"}' },
  'JSON that is none': { payload: '{"to":"$ctx.num"' },
  'a payload with GET': { method: 'GET' },
  'a Content-Type whose fields cannot be told apart': {
    headers: [{ name: 'Content-Type', value: 'text/plain' }],
  },
  'a charset that is not sent': {
    headers: [{ name: 'Content-Type', value: 'application/json; charset=iso-8859-1' }],
  },
  'a placeholder in the Content-Type': {
    headers: [{ name: 'Content-Type', value: 'application/json; a=$ctx.num' }],
  },
  'a Latin-1 charset nothing is sent in': {
    headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded; charset=utf-8' }],
    characters: { charset: 'latin-1', unicode: 'plain', encoding: { gsm7: '', ucs2: '' } },
  },
  'a header the client sets itself': { headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] },
  'a token that would break a header': { authentication: { scheme: 'bearer', token: 'a\r\nX-B: b' } },
  'a user that holds a colon': { authentication: { scheme: 'basic', user: 'a:b', password: 'c' } },
  'a credential in a header that is none': {
    authentication: { scheme: 'header', name: 'X A', value: 'canary-secret-7731' },
  },
  'a credential with a line break': {
    authentication: { scheme: 'header', name: 'X-A', value: 'canary-secret-7731\n' },
  },
  'a placeholder in CDATA': { headers: [], payload: '<a><![CDATA[$ctx.msg]]></a>' },
  'a placeholder in a comment': { headers: [], payload: '<a><!-- " $ctx.msg --></a>' },
  'a placeholder in a tag': { headers: [], payload: '<a b=$ctx.msg></a>' },
  'a line break in a header': { headers: [{ name: 'X-A', value: 'a\r\nX-B: b' }] },
  'a header name that is none': { headers: [{ name: 'X A', value: 'a' }] },
}

for (const [what, more] of Object.entries(broken)) {
  test(`a template is refused at start-up for ${what}, naming the gateway and showing nothing of its text`, () => {
    const canary = 'canary-secret-7731'
    const { headers, url } = settingsFor(origin, more)
    const settings = settingsFor(origin, {
      ...more,
      headers: [...headers, { name: 'Authorization', value: canary }],
      url,
    })
    assert.throws(
      () => parseTemplate(settings),
      (error) =>
        error instanceof TemplateError &&
        /^gateway fake, /.test(error.message) &&
        !error.message.includes(canary),
    )
  })
}
