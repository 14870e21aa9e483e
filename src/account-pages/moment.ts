/** To the minute, in UTC, as a language writes it. @param at milliseconds since the epoch; @param language BCP 47 */
export function momentText(at: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return `${format.format(at)} UTC`
}
