import type { ClientFace } from '../sms-otp/pages.ts'

const longest = 120
const invisible = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * Text that others wrote, fit to stand among ours: no characters that turn the writing direction or cannot be
 * seen, and no more of it than a line or two.
 */
export function plain(text: string): string {
  const visible = Array.from(text.slice(0, longest * 4).replace(invisible, ''))
  return visible.length <= longest ? visible.join('') : `${visible.slice(0, longest - 1).join('')}…`
}

/**
 * Keeps a word of the other writing direction together inside a sentence (Unicode TR 9: first strong isolate …
 * pop directional isolate). Where nothing can be displaced nothing is added.
 */
export function isolate(text: string, direction: 'ltr' | 'rtl'): string {
  return direction === 'rtl' || rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

/** The address when it is a web page's or a path of our own; anything else, `javascript:` among it, is no link. */
export function webLink(href: string | undefined): string | undefined {
  if (href === undefined) return undefined
  if (/^\/(?![/\\])/.test(href)) return href
  const url = URL.parse(href)
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined
}

/** A relying party as the templates get it. */
export function faceOf(client: ClientFace) {
  return {
    name: plain(client.name),
    policyUri: httpsOnly(client.policyUri),
    tosUri: httpsOnly(client.tosUri),
  }
}

function httpsOnly(uri: string | undefined): string | undefined {
  return uri?.startsWith('https://') ? webLink(uri) : undefined
}
