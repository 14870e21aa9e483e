/** Characters of a browser's name. */
const most = 40

/** Control and format characters, and what is no character at all. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u

/** A name for a browser, 1 to 40 visible characters; undefined for what is none. */
export function readName(typed = ''): string | undefined {
  const name = typed.normalize('NFC').trim()
  const { length } = Array.from(name)
  return length === 0 || length > most || unseen.test(name) ? undefined : name
}
