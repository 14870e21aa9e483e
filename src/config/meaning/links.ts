import type { Document } from '../document.ts'
import { messagesOption } from '../messages.ts'
import type { Report } from '../report.ts'
import { valueAt } from '../shape.ts'

type IsHost = (name: string) => boolean

/** Names with dots between them, as phones look for them, and whether an address goes on behind. */
const dotted = /(?<name>[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+)(?<more>[/:?#][^\s])?/gu

/** "1.Do", "code.No": a sentence that begins without a blank; "Do" and "No" are countries' domains as well. */
const nextSentence = /^(?:\d+\.\p{Lu}\p{Ll}*|[\p{L}\p{M}]+\.\p{Lu}\p{Ll})$/u

/**
 * Refuses web addresses in the texts of messages: people must not learn to follow links in them, and phones make a link
 * of every name under a public suffix.
 */
export async function refuseLinks(document: Document, report: Report): Promise<void> {
  const written = valueAt(document.root, messagesOption)
  if (typeof written !== 'object' || written === null) return
  const isHost = await hostNames()
  for (const [language, text] of Object.entries(written)) {
    const link = typeof text === 'string' ? linkIn(text, isHost) : undefined
    if (link === undefined) continue
    const message = `holds a web address, "${link}": people must not learn to follow links in messages`
    report.add(document, [...messagesOption, language], { message })
  }
}

/** The list of public suffixes is long: nobody without texts of their own loads it. */
async function hostNames(): Promise<IsHost> {
  const { parse } = await import('tldts')
  return (name) => {
    const { isIp, isIcann, domain } = parse(name)
    return isIp === true || (isIcann === true && domain !== null)
  }
}

function linkIn(text: string, isHost: IsHost): string | undefined {
  // A figure for each value: what is sent can be an address although no part of it was written as one.
  const words = text.replace(/\$ctx\.\w+/g, '0')
  const plain = words.match(/\S*:\/\/\S*|\bwww\.\S*/i)?.[0]
  if (plain !== undefined) return plain
  for (const { groups = {} } of words.matchAll(dotted)) {
    const { name = '', more } = groups
    if (more === undefined && nextSentence.test(name)) continue
    if (isHost(name)) return name
  }
  return undefined
}
