import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Branding, OwnTexts } from '../../../interactions/pages/branding.ts'
import { type TextMap, textProblems, textsIn, textsWanted } from '../../../interactions/pages/text-check.ts'
import { shippedTexts } from '../../../interactions/pages/texts.ts'
import { notLanguage } from '../messages.ts'
import { firstOf, type Report } from '../report.ts'
import { isLanguageTag } from '../schema/rules.ts'
import { nearest } from '../shape.ts'
import { type OwnFile, positionAt, reportStranger, textOf } from './files.ts'

const extension = '.json'

/** Reads `locales/<language>.json`: single texts in the place of ours, or a language that we do not have. */
export function readTexts(files: readonly OwnFile[], report: Report): Branding['texts'] {
  const shipped = shippedTexts()
  const english = textsIn(shipped.en ?? {})
  const read = files.flatMap((file): [string, OwnTexts][] => {
    const language = languageOf(file, report)
    const entries = language === undefined ? undefined : entriesIn(file, report)
    if (language === undefined || entries === undefined) return []
    const texts = new Map(entries.map(({ key, text }) => [key, text]))
    const place = (key: string) => entries.find((entry) => entry.key === key)?.at
    reportTexts({ file, language, texts, english, place, isWhole: !isVariety(language, shipped) }, report)
    return [[language, Object.fromEntries(texts)]]
  })
  return Object.fromEntries(read)
}

function languageOf(file: OwnFile, report: Report): string | undefined {
  const tag = file.name.slice(0, -extension.length)
  if (!file.name.endsWith(extension)) {
    reportStranger(file, [], 'a language and .json, such as de.json or pt-BR.json', report)
    return undefined
  }
  if (!isLanguageTag(tag)) {
    report.addFile(file.path, notLanguage(tag))
    return undefined
  }
  const [canonical = tag] = Intl.getCanonicalLocales(tag)
  if (canonical === tag) return tag
  report.addFile(file.path, `languages are written as in BCP 47: call it ${canonical}${extension}`)
  return undefined
}

/** What a variety lacks, its language has: `es` for `es-MX`, and for `es` itself. */
function isVariety(language: string, shipped: object): boolean {
  const parts = language.split('-')
  return parts.some((_, index) => Object.hasOwn(shipped, parts.slice(0, index + 1).join('-')))
}

/** A text where it stands. */
interface Entry {
  readonly key: string
  readonly text: string
  readonly at: { readonly line: number; readonly column: number }
}

/** Undefined when it cannot be read at all. Keys may be nested, or written with dots. */
function entriesIn(file: OwnFile, report: Report): readonly Entry[] | undefined {
  const text = textOf(file, report)
  if (text === undefined) return undefined
  const { root, error } = treeOf(text)
  if (error !== undefined || root?.type !== 'object') {
    const why =
      error === undefined ? 'a table of keys and texts is wanted' : inWords(printParseErrorCode(error.error))
    report.addFile(file.path, `not JSON from here on (${why})`, positionAt(text, error?.offset ?? 0))
    return undefined
  }
  const entries = new Map<string, Entry>()
  for (const { key, value, node } of leavesOf(root)) {
    const at = positionAt(text, node.offset)
    if (typeof value !== 'string') report.addFile(file.path, 'a text is wanted here', { key, ...at })
    else if (entries.has(key)) report.addFile(file.path, 'is here a second time', { key, ...at })
    else entries.set(key, { key, text: value, at })
  }
  return [...entries.values()]
}

function treeOf(text: string): { readonly root?: Node | undefined; readonly error?: ParseError | undefined } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { disallowComments: true })
    return { root, error: errors[0] }
  } catch (error) {
    // Nested so deep that the parser has no room for it: no table of texts.
    if (error instanceof RangeError) return {}
    throw error
  }
}

/** `PropertyNameExpected` as people write it. */
function inWords(code: string): string {
  return code.replace(/\B[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
}

function leavesOf(
  table: Node,
  prefix = '',
): readonly { readonly key: string; readonly value: unknown; readonly node: Node }[] {
  return (table.children ?? []).flatMap((property) => {
    const [name, value] = property.children ?? []
    if (name === undefined || value === undefined) return []
    const key = `${prefix}${String(name.value)}`
    return value.type === 'object' ? leavesOf(value, `${key}.`) : [{ key, value: value.value, node: name }]
  })
}

/** Each is held against every key; a file of many strange ones is no file of slips. */
const mostGuesses = 100

interface Told {
  readonly file: OwnFile
  readonly language: string
  readonly texts: TextMap
  readonly english: TextMap
  place(key: string): Entry['at'] | undefined
  /** It must hold every text itself. */
  readonly isWhole: boolean
}

function reportTexts({ file, language, texts, english, place, isWhole }: Told, report: Report): void {
  const known = [...textsWanted(language, english).keys()]
  const problems = textProblems(language, texts, english)
  const written = problems.filter(({ kind }) => kind !== 'missing')
  for (const [index, { key, kind, message }] of written.entries()) {
    const guess = kind === 'unknown' && index < mostGuesses ? nearest(key, known) : undefined
    const help = guess === undefined ? '' : `; did you mean "${guess}"?`
    report.addFile(file.path, `${message}${help}`, {
      key,
      ...place(key),
      ...(guess === undefined ? {} : { nearest: guess }),
    })
  }
  const missing = problems.filter(({ kind }) => kind === 'missing').map(({ key }) => key)
  if (!isWhole || missing.length === 0) return
  const message = `lacks ${missing.length} of ${known.length} texts, which are said in English: ${firstOf(missing)}`
  report.addFile(file.path, message, { level: 'warning' })
}
