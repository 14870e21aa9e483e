/*
 * Secrets are hidden by where they come from: a gateway's file is read a second time with stand-ins for everything that
 * it takes from elsewhere, and the request is made of those. What stands in the file itself is hidden by its place and
 * name.
 */

/** Letters only: no place of a request writes them in another way. Long enough for every rule about secrets. */
const standIn = 'xHIDDENx'.repeat(5)
/** For texts that must be a number, the short one for ports. */
const numberStandIns = { short: '17331', long: '173317331733173' }

export const hidden = '***'

/** What stands for a secret while a request is made; placeholders in it stay, or there would be no message. */
export function disguise(value: string): string {
  const placeholders = value.match(/\$ctx\.\w+/g) ?? []
  if (/^https?:\/\//i.test(value)) {
    const [protocol] = value.split('//')
    const query = placeholders.map((each) => `${standIn}=${each}`).join('&')
    return `${protocol}//${standIn}.example/${standIn}${query === '' ? '' : `?${query}`}`
  }
  if (/^\d{1,15}$/.test(value)) return value.length <= 5 ? numberStandIns.short : numberStandIns.long
  return standIn + placeholders.join('')
}

/** Puts `***` where a stand-in is. */
export function unmask(text: string): string {
  return text.replace(/(?:xHIDDENx)+|(?<!\d)(?:173317331733173|17331)(?!\d)/gi, hidden)
}

/** Names under which gateways want their credentials. */
const telling = /auth|key|secret|token|pass|pwd|pin|user|login|account|cred|sign|session|cookie|sid$/i

/** Headers whose value, as a file has it, is nobody's secret. */
const harmless =
  /^(accept(-.*)?|content-.*|user-agent|host|connection|cache-control|idempotency-key|x-request-id|x-correlation-id|prefer)$/i

/** A header as the file has it: shown when it is harmless by name, or holds nothing but placeholders. */
export function showsHeader(name: string, written: string): boolean {
  return harmless.test(name) || written.replace(/\\?\$ctx\.\w+/g, '').trim() === ''
}

/** Segments of the file's own path that look like a key: long and mixed, or with a value in them. */
export function hidePath(pathname: string): string {
  const isKey = (segment: string) =>
    /[=;]/.test(segment) || (segment.length >= 12 && /\d|[a-z].*[A-Z]|[A-Z].*[a-z]/.test(segment))
  return pathname
    .split('/')
    .map((segment) => (isKey(segment) ? standIn : segment))
    .join('/')
}

/** Fields of a query or form, members of a JSON, elements and attributes of an XML, whose names tell. */
export function hideFields(text: string): string {
  const inJson = /"((?:[^"\\]|\\.)+)"(\s*:\s*)("(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|[^\s",{}[\]]+)/g
  const inXml = /<([\w:.-]+)((?:\s[^<>]*)?)>(<!\[CDATA\[[\s\S]*?\]\]>|[^<]+)</g
  return text
    .replace(/([?&]|^)([^=&\s"'{}<>]+)=([^&\s<>]*)/g, (whole, before: string, name: string) =>
      telling.test(decoded(name, decodeURIComponent)) ? `${before}${name}=${hidden}` : whole,
    )
    .replace(inJson, (whole, name: string, colon: string, value: string) => {
      if (!telling.test(decoded(name, (written) => JSON.parse(`"${written}"`)))) return whole
      return `"${name}"${colon}${value.startsWith('"') ? `"${hidden}"` : hidden}`
    })
    .replace(inXml, (whole, name: string, attributes: string) =>
      telling.test(name) ? `<${name}${attributes}>${hidden}<` : whole,
    )
    .replace(/(\s)([\w:.-]+)=("[^"]*"|'[^']*')/g, (whole, before: string, name: string) =>
      telling.test(name) ? `${before}${name}="${hidden}"` : whole,
    )
}

/** A name as its reader will read it. */
function decoded(name: string, decode: (name: string) => string): string {
  try {
    return decode(name)
  } catch {
    return name
  }
}
