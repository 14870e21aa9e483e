import { createHash } from 'node:crypto'
import { lookUp } from '../../interactions/locale.ts'
import type { GatewayCharacters, GatewaySettings } from './gateway-settings.ts'
import { isGsm7 } from './gsm7.ts'
import { sendable, type Values } from './placeholders.ts'
import { TemplateError } from './places.ts'
import type { TextMessage } from './text-message.ts'

const plain: GatewayCharacters = {
  charset: 'utf-8',
  unicode: 'plain',
  encoding: { gsm7: 'gsm7', ucs2: 'ucs2' },
}

type Wishes = Pick<GatewaySettings, 'numberFormat' | 'characters' | 'templateIds'>

/**
 * What the placeholders stand for in one send.
 *
 * @param now Unix time of the send in milliseconds
 * @throws TemplateError for a number that is not plain E.164: it could mean several recipients, or none, to a gateway
 */
export function valuesOf(message: TextMessage, wishes: Wishes, now: number): Values {
  const { to, text, code = '', id, locale } = message
  if (!/^\+[1-9]\d{3,14}$/.test(to)) throw new TemplateError('the number is not in E.164 form')
  const { encoding, ...characters } = wishes.characters ?? plain
  const sevenBit = isSevenBit(text, characters)
  return {
    num: wishes.numberFormat === 'plus' ? to : to.slice(1),
    msg: sevenBit || characters.unicode === 'plain' ? text : hexadecimal(text),
    otp: code,
    encoding: sevenBit ? encoding.gsm7 : encoding.ucs2,
    id: /^[\w.~-]{1,64}$/.test(id) ? id : digestOf(id).toString('base64url'),
    // One bit less than there are: many a gateway's integer is signed.
    id32: String(digestOf(id).readUInt32BE() >>> 1),
    time: String(Math.floor(now / 1000)),
    template: templateFor(locale, wishes.templateIds),
  }
}

/** The euro sign and Greek capitals are GSM-7 but not Latin-1: where there is another way, such a text takes it. */
function isSevenBit(text: string, { charset, unicode }: Omit<GatewayCharacters, 'encoding'>): boolean {
  if (!isGsm7(text)) return false
  return charset === 'utf-8' || unicode === 'plain' || /^[\0-\xff]*$/.test(text)
}

/** UTF-16BE, two digits a byte: figures in which later checks see nothing. */
function hexadecimal(text: string): string {
  return Buffer.from(sendable(text), 'utf16le').swap16().toString('hex').toUpperCase()
}

function digestOf(id: string): Buffer {
  return createHash('sha256').update(id).digest()
}

/** That of the language, or of the same without its country or script; else the default. */
function templateFor(locale = 'default', templateIds: Readonly<Record<string, string>> = {}): string {
  const ids = new Map(Object.entries(templateIds))
  return ids.get(lookUp(ids, [locale]) ?? 'default') ?? ''
}
