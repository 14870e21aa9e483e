import type { GatewaySettings } from '../sms/gateway-settings.ts'
import type { Placeholder } from '../sms/placeholders.ts'
import { readTemplate } from '../sms/template.ts'
import type { Path } from './document.ts'
import type { Finding } from './report.ts'
import { isLoopback } from './schema/rules.ts'

type Say = (path: Path, finding: Finding) => void

/**
 * Checks what a gateway's settings mean together, once each is right by itself. Whether they make a request, the
 * template says; nothing of their texts is shown: they hold keys.
 */
export function checkGateway(settings: GatewaySettings, say: Say): void {
  const { template, problems } = readTemplate(settings)
  for (const { part = 'url', reason } of problems) say([part], { message: reason })
  if (template) {
    checkAddress(settings, say)
    checkUses(settings, template.uses, say)
  }
  warnOfBlanks(settings, say)
  refusePlus(settings, say)
}

function checkAddress({ url, authentication, allowPrivate }: GatewaySettings, say: Say): void {
  if (allowPrivate) return
  const addresses: [string, Path][] = [[url, ['url']]]
  if (authentication?.scheme === 'client-credentials') {
    addresses.push([authentication.tokenUrl, ['authentication', 'token_url']])
  }
  for (const [address, path] of addresses) {
    const { protocol, hostname } = new URL(address)
    if (isLoopback(hostname)) {
      say(path, { message: 'leads to this machine itself: allowed with allow_private = true only' })
    } else if (protocol === 'http:') {
      say(path, { message: 'codes travel unencrypted: use https', level: 'warning' })
    }
  }
}

/** What nobody could be sent by, and options that do nothing because no placeholder asks for them. */
function checkUses(settings: GatewaySettings, uses: ReadonlySet<Placeholder>, say: Say): void {
  const where = settings.payload === undefined ? 'url' : 'payload'
  if (!uses.has('num')) {
    say([where], { message: 'the number to send to is missing: put $ctx.num where it belongs' })
  }
  if (!(['msg', 'otp', 'template'] as const).some((name) => uses.has(name))) {
    const message =
      'the text is missing: put $ctx.msg (the whole text) or $ctx.otp (the code alone) where it belongs'
    say([where], { message })
  }
  if (uses.has('template') && settings.templateIds?.default === undefined) {
    say(['template_ids'], { message: '$ctx.template needs a template id called "default"' })
  }
  if (!uses.has('template') && settings.templateIds) {
    say(['template_ids'], { message: 'not used: $ctx.template stands nowhere', at: 'key' })
  }
  if (settings.deduplicates && !uses.has('id') && !uses.has('id32')) {
    say(['deduplicates'], { message: 'needs $ctx.id or $ctx.id32 in the request', at: 'key' })
  }
}

/** Instructions to the reader of a guide, left standing: `<ENTER_AUTH_TOKEN>`, `{auth_id}`, `********`, `base64{…}`. */
const unfilled = /<[A-Z_]+>|\*{6,}|(?:base64|urlencode)?\{\w+(?::\w+)?\}|[?&]\w+=(?=&|$)/

function warnOfBlanks({ url, headers, payload = '' }: GatewaySettings, say: Say): void {
  const texts = { url, headers: headers.map(({ value }) => value).join('\n'), payload }
  for (const [key, text] of Object.entries(texts)) {
    if (unfilled.test(text)) {
      say([key], { message: 'seems to hold a blank of a guide that was never filled in', level: 'warning' })
    }
  }
}

/** A sender's number pasted with its plus, into a form or after the %2B that is there already: read as a blank. */
function refusePlus({ url, payload = '' }: GatewaySettings, say: Say): void {
  const query = url.slice(url.indexOf('?') + 1 || url.length)
  const form = /^\s*[{[<]/.test(payload) ? '' : payload
  for (const [key, text] of Object.entries({ url: query, payload: form })) {
    if (/(?:=|%2B)\+\d/i.test(text)) {
      say([key], {
        message: 'a "+" before a number is read as a blank here: leave it out after %2B, or write %2B',
      })
    }
  }
}
