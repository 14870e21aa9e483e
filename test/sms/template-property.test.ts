import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { exchange, openConnections } from '../../src/sms/exchange.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { isGsm7 } from '../../src/sms/gsm7.ts'
import { TemplateError } from '../../src/sms/places.ts'
import { parseTemplate, type RequestTemplate } from '../../src/sms/template.ts'
import { valuesOf } from '../../src/sms/values.ts'
import { fakeGateway, message, type Received, settingsFor } from './fake-gateway.ts'

/** A place for a text, and what a parser of that place reads from a request that arrived over HTTP. */
interface Place {
  readonly settings: (origin: string) => Partial<GatewaySettings>
  readonly read: (request: Received) => unknown
  /** Every text of these can be written here. */
  readonly holds: (text: string) => boolean
}

const noNul = (text: string) => text.isWellFormed() && !text.includes('\0')
const noControl = (text: string) => noNul(text) && !/[^\P{Cc}\n]/u.test(text)
const printable = (text: string) => /^[ -~]*$/.test(text)
const xmlCharacters = (text: string) => noNul(text) && !/[^\P{Cc}\t\n\r\x7f-\x9f]|[\uFFFE\uFFFF]/u.test(text)
const isLatin1 = (text: string) => Buffer.from(text, 'latin1').toString('latin1') === text
const body = ({ body: bytes }: Received) => bytes.toString()

function readXml(text: string, what: 'attribute' | 'content'): string {
  const read = { attribute: '', content: '' }
  const parser = new SaxesParser()
  parser.on('opentag', (tag) => {
    read.attribute = String(tag.attributes.kind)
  })
  parser.on('text', (piece) => {
    read.content += piece
  })
  parser.write(text).close()
  return read[what]
}

function latin1(query: string): string {
  return query.replace(/%([0-9A-F]{2})/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)))
}

const encoding = { gsm7: '7bit', ucs2: '16bit' }

const places: Readonly<Record<string, Place>> = {
  'a path segment': {
    settings: (origin) => ({ url: `${origin}/a/$ctx.msg/b`, payload: '{}' }),
    read: ({ url }) => {
      const [, a, segment = '', b, ...rest] = url.split('/')
      assert.deepEqual([a, b, rest], ['a', 'b', []])
      return decodeURIComponent(segment)
    },
    holds: (text) => noControl(text) && !/^\.{1,2}$/.test(text),
  },
  'a query value': {
    settings: (origin) => ({ url: `${origin}/?a=1&text=$ctx.msg&b=2`, payload: '{}' }),
    read: ({ url }) => {
      const { searchParams } = new URL(url, 'http://gateway')
      assert.deepEqual([...searchParams.keys()], ['a', 'text', 'b'])
      return searchParams.get('text')
    },
    holds: noControl,
  },
  'a form value': {
    settings: () => ({ headers: [], payload: 'to=1&text=$ctx.msg&otp=2' }),
    read: (request) => {
      const fields = new URLSearchParams(body(request))
      assert.deepEqual([...fields.keys()], ['to', 'text', 'otp'])
      return fields.get('text')
    },
    holds: noNul,
  },
  'a JSON string': {
    settings: () => ({ payload: '{"a":["x $ctx.msg"],"b":1}' }),
    read: (request) => JSON.parse(body(request)).a[0].slice(2),
    holds: noNul,
  },
  'a whole JSON value': {
    settings: () => ({ payload: '{"a":$ctx.msg,"b":1}' }),
    read: (request) => JSON.parse(body(request)).a,
    holds: noNul,
  },
  'XML text': {
    settings: () => ({ headers: [], payload: '<text kind="a">$ctx.msg</text>' }),
    read: (request) => readXml(body(request), 'content'),
    holds: xmlCharacters,
  },
  'an XML attribute': {
    settings: () => ({ headers: [], payload: '<text kind="$ctx.msg"/>' }),
    read: (request) => readXml(body(request), 'attribute'),
    holds: xmlCharacters,
  },
  'a header': {
    settings: () => ({ headers: [{ name: 'X-Text', value: '[$ctx.msg]' }], payload: 'a=1' }),
    read: ({ headers }) => String(headers['x-text']).slice(1, -1),
    holds: printable,
  },
  'a Latin-1 form value': {
    settings: () => ({
      headers: [],
      payload: 'text=$ctx.msg',
      characters: { charset: 'latin-1', unicode: 'plain', encoding },
    }),
    read: (request) => latin1(body(request)).slice('text='.length),
    holds: (text) => noNul(text) && isLatin1(text) && !/[\x80-\x9f]/.test(text),
  },
  'a Latin-1 query value, or its hexadecimal UTF-16BE': {
    settings: (origin) => ({
      url: `${origin}/?dca=$ctx.encoding&text=$ctx.msg`,
      payload: '{}',
      characters: { charset: 'latin-1', unicode: 'hex', encoding },
    }),
    read: ({ url }) => {
      const [, dca, text = ''] = /^\/\?dca=(\w+)&text=([^&]*)$/.exec(url) ?? []
      if (dca === '7bit') return latin1(text)
      return Buffer.from(text, 'hex').swap16().toString('utf16le')
    },
    // Hexadecimal figures can say any text; of control characters GSM-7 has but these two and the line feed.
    holds: (text) => noNul(text) && !(isGsm7(text) && isLatin1(text) && /[\r\f]/.test(text)),
  },
}

/** Every kind of text: plain, any Unicode, half surrogate pairs, and pieces that mean something to some parser. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((all) => String.fromCharCode(...all)),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '&',
        '=',
        '#',
        '%0d%0a',
        '+',
        '/',
        '..',
        '<![CDATA[',
        ']]>',
        '$ctx.otp',
        '$&',
        '\n',
        '\r\n',
        'é',
        '€',
        '😀',
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
)

for (const [title, { settings, read, holds }] of Object.entries(places)) {
  test(`${title}: any text arrives over HTTP as exactly that text, or nothing is sent`, async () => {
    await using gateway = await fakeGateway()
    const connections = openConnections(1, true)
    const wishes = settingsFor(gateway.origin, settings(gateway.origin))
    const template = parseTemplate(wishes)
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const before = gateway.received.length
        const request = rendered(template, wishes, text)
        assert.equal(request !== undefined, holds(text), 'what can be written is')
        if (request === undefined) return
        await exchange(request, connections, AbortSignal.timeout(5000))
        const [arrived, ...more] = gateway.received.slice(before)
        assert.ok(arrived && more.length === 0)
        assert.equal(read(arrived), text)
      }),
      { numRuns: 250, seed: 20_260_114 },
    )
    connections.close()
  })
}

function rendered(template: RequestTemplate, wishes: GatewaySettings, text: string) {
  try {
    return template.render(valuesOf({ ...message, text }, wishes, 0))
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return undefined
  }
}
