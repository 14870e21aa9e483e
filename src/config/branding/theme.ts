import { type CssLocation, type CssNode, parse, walk } from 'css-tree'
import type { Report } from '../report.ts'
import { reportColours } from './colours.ts'
import { type OwnFile, textOf } from './files.ts'

/** Reads `pages/theme.css`: CSS that fetches nothing. Colours that are hard to read are warned of. */
export function readTheme(file: OwnFile, report: Report): string | undefined {
  const text = textOf(file, report)
  if (text === undefined) return undefined
  const problems: Problem[] = []
  const sheet = parse(text, {
    positions: true,
    parseCustomProperty: true,
    onParseError: ({ message, line = 1, column = 1 }) => {
      // Without a place where it is nested too deep to be read.
      problems.push({ message: `not CSS from here on (${message.toLowerCase()})`, line, column })
    },
  })
  const found = problems.length > 0 ? problems : mistakesIn(sheet, text)
  for (const { message, ...at } of found) report.addFile(file.path, message, at)
  if (found.length === 0) reportColours(file, sheet, report)
  return text
}

interface Problem {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** What would be loaded, for one: the pages' policy forbids it, and whoever is asked for a file learns of each sign-in. */
function mistakesIn(sheet: CssNode, text: string): readonly Problem[] {
  const problems: Problem[] = []
  const say = (loc: CssLocation | null | undefined, message: string) => {
    problems.push({ message, line: loc?.start.line ?? 1, column: loc?.start.column ?? 1 })
  }
  walk(sheet, function (node) {
    // The end of a file closes every block, which nobody means.
    if (node.type === 'Block' && node.loc && text[node.loc.end.offset - 1] !== '}')
      say(node.loc, 'this block has no end')
    if (node.type === 'Atrule' && /^(import|font-face)$/i.test(node.name))
      say(
        node.loc,
        `@${node.name} would load a file, which pages here never do: name fonts that devices have`,
      )
    const address =
      node.type === 'Url' || (node.type === 'String' && isAddressIn(this.function?.name)) ? node.value : '#'
    const inside = /^(#|data:)/i.test(address) || /^(import|font-face)$/i.test(this.atrule?.name ?? '')
    if (!inside)
      say(
        node.loc,
        `${address} would be loaded, which pages here never do: a data: address may hold a picture`,
      )
  })
  return problems
}

function isAddressIn(name = ''): boolean {
  return /^(-webkit-)?(image-set|src|image|cross-fade)$/i.test(name)
}
