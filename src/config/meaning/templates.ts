import { lookUp } from '../../../interactions/locale.ts'
import { messageLocale } from '../../../interactions/sms-otp/message.ts'
import type { GatewaySettings } from '../../sms/gateway-settings.ts'
import type { MessageTexts } from '../../sms/message-texts.ts'
import { readTemplate } from '../../sms/template.ts'
import type { Document } from '../document.ts'
import { messagesOption } from '../messages.ts'
import type { Report } from '../report.ts'

/** A gateway that sends the code alone shows people the vendor's text, whatever stands here: says where that differs. */
export function checkTemplates(
  gateways: readonly GatewaySettings[],
  messages: MessageTexts,
  document: Document,
  report: Report,
): void {
  for (const gateway of gateways.filter(({ enabled }) => enabled)) {
    for (const doubt of doubtsAbout(gateway, messages)) {
      const message = `gateway ${gateway.name} ${doubt}`
      report.add(document, [...messagesOption], { message, level: 'warning', at: 'key' })
    }
  }
}

function doubtsAbout(gateway: GatewaySettings, messages: MessageTexts): string[] {
  const { templateIds } = gateway
  if (templateIds === undefined) return sendsCodeAlone(gateway) ? [alone] : []
  const ids = new Set(Object.keys(templateIds))
  const texts = new Set([messageLocale, ...Object.keys(messages)])
  const missing = Object.keys(messages).filter((language) => lookUp(ids, [language]) === undefined)
  // An id is used by the texts whose language it is the best for.
  const used = new Set(['default', ...[...texts].map((language) => lookUp(ids, [language]))])
  const idle = [...ids].filter((language) => !used.has(language))
  return [
    missing.length > 0 ? `has no approved template for ${missing.join(', ')}: its default is sent there` : '',
    idle.length > 0
      ? `never uses its template for ${idle.join(', ')}: there is no text in that language`
      : '',
  ].filter((doubt) => doubt !== '')
}

const alone =
  "sends the code alone ($ctx.otp): people get the vendor's words, in one language, without the line that binds the code"

function sendsCodeAlone(gateway: GatewaySettings): boolean {
  const uses = readTemplate(gateway).template?.uses
  return uses?.has('otp') === true && !uses.has('msg')
}
