import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser } from 'saxes'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import type { Values } from '../../src/sms/placeholders.ts'
import { TemplateError } from '../../src/sms/places.ts'
import { parseTemplate, readTemplate } from '../../src/sms/template.ts'
import { settingsFor } from './fake-gateway.ts'

const origin = 'https://gateway.example'

const values: Values = {
  num: '',
  msg: '',
  otp: '012345',
  encoding: 'ucs2',
  id: 'message-1',
  id32: '123',
  time: '1760000000',
  template: '007',
}

function render(more: Partial<GatewaySettings>, msg: string, num = '94778888888') {
  return parseTemplate(settingsFor(origin, more)).render({ ...values, num, msg })
}

const form = { headers: [], payload: 'to=$ctx.num&text=$ctx.msg&otp=$ctx.otp' }
const xml = { headers: [], payload: '<sms to="$ctx.num"><text kind="$ctx.msg">$ctx.msg</text></sms>' }

function readXml(text: string): { attribute: string; content: string } {
  const read = { attribute: '', content: '' }
  const parser = new SaxesParser()
  parser.on('opentag', (tag) => {
    if (tag.name === 'text') read.attribute = String(tag.attributes.kind)
  })
  parser.on('text', (piece) => {
    read.content += piece
  })
  parser.write(text).close()
  return read
}

/** Each place, and what a real parser reads back from it. */
const places: Readonly<Record<string, (text: string) => unknown>> = {
  'a path segment': (text) => {
    const { pathname } = new URL(render({ url: `${origin}/a/$ctx.msg/b` }, text).url)
    const [, a, segment = '', b, ...rest] = pathname.split('/')
    assert.deepEqual([a, b, rest], ['a', 'b', []])
    return decodeURIComponent(segment)
  },
  'a query value': (text) => {
    const { searchParams } = new URL(render({ url: `${origin}/?a=1&text=$ctx.msg&b=2` }, text).url)
    assert.deepEqual([...searchParams.keys()], ['a', 'text', 'b'])
    return searchParams.get('text')
  },
  'a form value': (text) => {
    const fields = new URLSearchParams(render(form, text).body)
    assert.deepEqual([...fields.keys()], ['to', 'text', 'otp'])
    return fields.get('text')
  },
  'a JSON string': (text) =>
    JSON.parse(render({ payload: '{"a":["x $ctx.msg"],"b":1}' }, text).body ?? '').a[0].slice(2),
  'a whole JSON value': (text) => JSON.parse(render({ payload: '{"a":$ctx.msg,"b":1}' }, text).body ?? '').a,
  'XML text': (text) => readXml(render(xml, text).body ?? '').content,
  'an XML attribute': (text) => readXml(render(xml, text).body ?? '').attribute,
  'a header': (text) =>
    render({ headers: [{ name: 'X-Text', value: '[$ctx.msg]' }] }, text).headers['X-Text']?.slice(1, -1),
}

const hostile = [
  '"',
  '\\',
  '\\"',
  '&',
  '=',
  '#',
  '%',
  '%0d%0a',
  '+',
  ' ',
  '?',
  '/',
  ';',
  "'",
  '<',
  '</text>',
  ']]>',
  '&amp;',
  '\u0024{code}',
  '$ctx.num',
  '\\$ctx.otp',
  '$&',
  '$1',
  '{{otp}}',
  'a\nb',
  '\u2028',
  'ü€',
  '😀',
  '\u202e',
  'a&to=1',
  '","to":"1',
]

for (const [place, readBack] of Object.entries(places)) {
  test(`${place} takes a hostile text as nothing but that text, or refuses it`, () => {
    for (const text of hostile) {
      try {
        assert.equal(readBack(text), text)
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error
        assert.ok(place === 'a header', `${JSON.stringify(text)}: ${error.message}`)
      }
    }
  })
}

test('half a surrogate pair and a NUL are refused in every place', () => {
  for (const readBack of Object.values(places)) {
    for (const text of ['a\ud800', '\udc00b', 'a\0b']) assert.throws(() => readBack(text), TemplateError)
  }
})

test('header injection: a line break or another control character in a value for a header is refused, not stripped', () => {
  const headers = [{ name: 'X-Text', value: '$ctx.msg' }]
  for (const text of ['a\r\nX-Evil: 1', 'a\nb', 'a\tb', 'a\x7fb', 'a\u0085b', 'ü', ' a', 'a ']) {
    assert.throws(() => render({ headers }, text), /header X-Text/, JSON.stringify(text))
  }
})

test('the line feed before the last line of our own texts is percent-encoded in a URL; other control characters are refused', () => {
  const url = `${origin}/send?text=$ctx.msg`
  assert.equal(render({ url }, 'a\nb').url, `${origin}/send?text=a%0Ab`)
  for (const text of ['a\rb', 'a\tb', 'a\x1bb', 'a\u0085b'])
    assert.throws(() => render({ url }, text), TemplateError)
})

test('path traversal: a value cannot become a segment of dots, which would be resolved before it leaves', () => {
  assert.throws(() => render({ url: `${origin}/account/$ctx.msg/send` }, '..'), /dots/)
  assert.throws(() => render({ url: `${origin}/account/%2e$ctx.msg/send` }, '.'), /dots/)
})

test('a value that looks like a placeholder is not expanded again', () => {
  const { body } = render(form, '$ctx.otp \\$ctx.num $ctx.msg')
  assert.equal(new URLSearchParams(body).get('text'), '$ctx.otp \\$ctx.num $ctx.msg')
})

test('a number unquoted in JSON is an integer, with its plus a string; a code keeps its zeros', () => {
  const payload = '{"to":$ctx.num,"code":$ctx.otp}'
  assert.deepEqual(JSON.parse(render({ payload }, 'x').body ?? ''), { to: 94778888888, code: '012345' })
  assert.equal(JSON.parse(render({ payload }, 'x', '+94778888888').body ?? '').to, '+94778888888')
})

test('a whole JSON value that looks like a number is one, unless it is a text or a code', () => {
  const payload = '{"to":"$ctx.num","a":[$ctx.msg,$ctx.otp,$ctx.id32,$ctx.time,$ctx.encoding,$ctx.template]}'
  assert.equal(
    render({ payload, templateIds: { default: '007' } }, '12').body,
    '{"to":"94778888888","a":["12","012345",123,1760000000,"ucs2","007"]}',
  )
})

test('in Latin-1 a form and a URL hold its characters as one byte each, and nothing else', () => {
  const characters = { charset: 'latin-1', unicode: 'plain', encoding: { gsm7: 'a', ucs2: 'b' } } as const
  const headers = [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded; charset=ISO-8859-1' }]
  const { url, body } = render(
    { characters, headers, url: `${origin}/?t=$ctx.msg`, payload: 't=$ctx.msg' },
    'é ÿ',
  )
  assert.deepEqual([url, body], [`${origin}/?t=%E9%20%FF`, 't=%E9%20%FF'])
  assert.throws(() => render({ ...form, characters }, '5 €'), /not in Latin-1/)
})

test('everything that is wrong with a template is said at once, with the option it is about', () => {
  const { problems } = readTemplate(
    settingsFor('ftp://x', {
      headers: [
        { name: 'Host', value: 'a' },
        { name: 'X A', value: 'b' },
      ],
      payload: '{',
      authentication: { scheme: 'bearer', token: 'a b' },
    }),
  )
  assert.deepEqual(
    problems.map(({ part }) => part),
    ['url', 'headers', 'headers', 'authentication', 'payload'],
  )
})

test('blanks between a quote and a placeholder are trimmed in JSON, those between words stay', () => {
  const payload = '{"a":" $ctx.msg ","b":["Code: $ctx.otp ."],"c":"say \\" $ctx.otp"}'
  assert.equal(render({ payload }, 'x').body, '{"a":"x","b":["Code: 012345 ."],"c":"say \\" 012345"}')
})

test('a payload without a Content-Type is JSON or XML by its shape and a form otherwise, and is sent as such', () => {
  assert.equal(
    render({ headers: [], payload: '["$ctx.msg"]' }, 'x').headers['Content-Type'],
    'application/json',
  )
  assert.equal(render(xml, 'x').headers['Content-Type'], 'application/xml')
  assert.equal(render(form, 'x').headers['Content-Type'], 'application/x-www-form-urlencoded')
})

test('the Content-Type decides how values are written, whatever the payload looks like', () => {
  const typed = (value: string, payload: string) =>
    render({ headers: [{ name: 'content-type', value }], payload }, 'a"<&').body
  assert.equal(typed('application/vnd.sms+json; charset=utf-8', '["$ctx.msg"]'), '["a\\"<&"]')
  assert.equal(typed('text/xml', '<a>$ctx.msg</a>'), '<a>a&#34;&#60;&#38;</a>')
  assert.equal(typed('application/x-www-form-urlencoded', '[$ctx.msg]'), '[a%22%3C%26]')
})
