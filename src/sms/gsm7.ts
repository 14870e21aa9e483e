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
