import { isIP } from 'node:net'

/**
 * Whether a request was meant for us, by its Host header. A page in an admin's browser can give its own name this machine's
 * address (DNS rebinding) and would read the answers; the name stays in the header. An address there is no name, and whoever
 * sends none, as HTTP/1.0 allows, is no browser.
 *
 * @param names what it may be called beside `localhost`
 */
export function isMeantForUs(header: string | undefined, names: readonly string[]): boolean {
  if (header === undefined || header === '') return true
  const [, bracketed, name = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header.toLowerCase()) ?? []
  if (bracketed !== undefined) return isIP(bracketed) === 6
  return isIP(name) === 4 || name === 'localhost' || names.some((each) => each.toLowerCase() === name)
}
