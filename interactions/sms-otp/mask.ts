/**
 * A number as it may be shown once the password was right: the last digits only, and never more of them than
 * a third of the number, so that a short number is not given away.
 *
 * @param number E.164
 */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '')
  const shown = Math.min(4, Math.floor(digits.length / 3))
  return `•••• ${digits.slice(digits.length - shown)}`
}
