/* Tests for single values. Each answers yes or no; the words for "no" stand in the schema. */

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** Names and addresses that never leave the machine (RFC 6761 section 6.3, RFC 8252 section 7.3). */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}

function isSafeWeb(url: URL): boolean {
  return (
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  )
}

/** An origin exactly as browsers write it, so that it can be compared as text. */
export function isIssuer(text: string): boolean {
  const url = parse(text)
  return url !== undefined && isSafeWeb(url) && url.origin === text
}

export function isWebAddress(text: string): boolean {
  const url = parse(text)
  return url !== undefined && isSafeWeb(url) && !hasBlanks(text)
}

export function isHttps(text: string): boolean {
  return isWebAddress(text) && parse(text)?.protocol === 'https:'
}

/** RFC 9700 section 2.1: compared as text, so nothing in it may be a pattern. */
export function isRedirectUri(text: string): boolean {
  return isWebAddress(text) && !/[*#]/.test(text)
}

export function isRedisUrl(text: string): boolean {
  return ['redis:', 'rediss:'].includes(parse(text)?.protocol ?? '')
}

export function isHost(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9a-fA-F:]+$/.test(text)
}

/** Stands in an SMS whose last line is `@host #code`: it must not look like that line, nor like a link. */
export function isDisplayName(text: string): boolean {
  return isPlainText(text, 30) && !/[@#]|:\/\/|\w\.\p{L}{2}/u.test(text)
}

/** Without control, format, private or unassigned characters, and without blanks round it. */
export function isPlainText(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && text === text.trim() && !/\p{C}/u.test(text)
}

/** A language tag (BCP 47), or the word for every other one. */
export function isLanguage(text: string): boolean {
  if (text === 'default') return true
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

/** Whole words such as "german" are well-formed (RFC 5646 section 2.2.1), and no browser asks for one. */
export function isLanguageTag(text: string): boolean {
  return /^[a-z]{2,3}(-|$)/i.test(text) && isLanguage(text)
}

export function isEmail(text: string): boolean {
  return isPlainText(text, 254) && /^[^\s@]+@[^\s@]+$/.test(text)
}

/** As the protocol library takes one: no more than e-mail inputs of browsers do (HTML 4.10.5.1.5). */
export function isContact(text: string): boolean {
  return isEmail(text) && /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d-]+(\.[A-Za-z\d-]+)*$/.test(text)
}

function hasBlanks(text: string): boolean {
  return /[\s\p{C}\\]/u.test(text)
}
