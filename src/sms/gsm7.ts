/** The default alphabet of 3GPP TS 23.038 section 6.2.1, its escape left out. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'

/** Section 6.2.1.1: an escape and another character, so two septets each. */
const extension = '\f^{}\\[~]|€'

const known = new Set(basic + extension)

/** Whether a text can be sent in the 7-bit alphabet every phone knows; any other goes out as UCS-2, in twice the room. */
export function isGsm7(text: string): boolean {
  for (const char of text) if (!known.has(char)) return false
  return true
}

/** How a text goes over the air. */
export interface Segments {
  readonly encoding: 'gsm7' | 'ucs2'
  /** Messages it is cut into, each of them paid for. */
  readonly count: number
}

/** Room in a single message and in one of several, in septets or in UTF-16 units (3GPP TS 23.040 section 9.2.3.24.1). */
const room = { gsm7: { alone: 160, part: 153 }, ucs2: { alone: 70, part: 67 } }

/** Counts as networks do: an escape pair and a surrogate pair are never cut in two. */
export function segmentsOf(text: string): Segments {
  const encoding = isGsm7(text) ? 'gsm7' : 'ucs2'
  const sizes = [...text].map((char) =>
    encoding === 'ucs2' ? char.length : extension.includes(char) ? 2 : 1,
  )
  const { alone, part } = room[encoding]
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return { encoding, count: 1 }
  let [count, used] = [1, 0]
  for (const size of sizes) {
    if (used + size > part) [count, used] = [count + 1, 0]
    used += size
  }
  return { encoding, count }
}

/** The first character that makes a text UCS-2. */
export function outsideGsm7(text: string): string | undefined {
  return [...text].find((char) => !known.has(char))
}
