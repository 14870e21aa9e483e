/*
 * Secrets are hidden by where they come from: a gateway's file is read a second time with stand-ins for everything that
 * it takes from elsewhere, and the request is made of those. What stands in the file itself is hidden by its place and
 * name.
 */

/** Letters only: no place of a request writes them in another way. Long enough for every rule about secrets. */
const standIn = 'xHIDDENx'.repeat(5)
/** For texts that must be a number. */
const numberStandIn = '173317331733173'

export const hidden = '***'

/** What stands for a secret while a request is made. */
export function disguise(value: string): string {
  if (/^https?:\/\//i.test(value)) return `${new URL(value).protocol}//${standIn}.example/${standIn}`
  return /^\d{1,15}$/.test(value) ? numberStandIn : standIn
}

/** Puts `***` where a stand-in is. */
export function unmask(text: string): string {
  return text.replace(/(?:xHIDDENx)+|173317331733173/gi, hidden)
}

/** Names under which gateways want their credentials. */
const telling = /auth|key|secret|token|pass|pwd|pin|user|login|account|cred|sign|session|cookie|sid$/i

/** Headers whose value, as a file has it, is nobody's secret. */
const harmless =
  /^(accept(-.*)?|content-.*|user-agent|host|connection|cache-control|idempotency-key|x-request-id|x-correlation-id|prefer)$/i

/** A header as the file has it: shown when it is harmless by name. */
export function hideHeader(name: string, value: string): string {
  return harmless.test(name) ? value : standIn
}

/** Segments of the file's own path that look like a key: long, of letters and digits. */
export function hidePath(pathname: string): string {
  return pathname
    .split('/')
    .map((segment) => (/^(?=.*\d)(?=.*[a-z])[\w~.%:-]{12,}$/i.test(segment) ? standIn : segment))
    .join('/')
}

/** Fields of a query or form, members of a JSON, elements and attributes of an XML, whose names tell. */
export function hideFields(text: string): string {
  const tell = (name: string) => telling.test(name)
  return text
    .replace(/([?&]|^)([^=&\s"'{}<>]+)=([^&\s<>]*)/g, (whole, before: string, name: string) =>
      tell(name) ? `${before}${name}=${hidden}` : whole,
    )
    .replace(
      /"([^"\\]+)"(\s*:\s*)("(?:[^"\\]|\\.)*"|[^\s",{}[\]]+)/g,
      (whole, name: string, colon: string, value: string) => {
        if (!tell(name)) return whole
        return `"${name}"${colon}${value.startsWith('"') ? `"${hidden}"` : hidden}`
      },
    )
    .replace(/<([\w:.-]+)((?:\s[^<>]*)?)>([^<]+)</g, (whole, name: string, attributes: string) =>
      tell(name) ? `<${name}${attributes}>${hidden}<` : whole,
    )
    .replace(/(\s)([\w:.-]+)=("[^"]*"|'[^']*')/g, (whole, before: string, name: string) =>
      tell(name) ? `${before}${name}="${hidden}"` : whole,
    )
}
