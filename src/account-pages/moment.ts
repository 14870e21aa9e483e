/** A moment for people: `25 Nov 2026, 21:46 UTC`, in their language. @param at milliseconds since the epoch */
export function momentText(at: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
    hourCycle: 'h23',
  })
  return `${format.format(at)} UTC`
}
