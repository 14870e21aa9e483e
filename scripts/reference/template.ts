import type { ReferenceFile } from './files.ts'
import { boundsInWords, type Option } from './option.ts'
import { type Section, sectionsOf } from './sections.ts'
import { tomlValue } from './toml-value.ts'

const width = 118

/** The text of a template: every option of the schema once, commented out at its default or example. */
export function templateOf({ schema, base, schemaLine, head }: ReferenceFile): string {
  const sections = sectionsOf(schema, base).filter(({ options }) => options.length > 0)
  const texts = sections.map((section) => sectionText(section, base))
  return `${[`#:schema ${schemaLine}`, head.trim(), '', ...texts.flatMap((text) => [text, ''])].join('\n').trimEnd()}\n`
}

function sectionText(section: Section, base: readonly string[]): string {
  const { path, sentence, dormant, options } = section
  const isRoot = path.length === 0
  const name = path.join('.')
  const header = path.length === base.length ? `[[${name}]]` : `[${name}]`
  const mark = dormant ? '#' : ''
  const plain = options.filter(({ isTable }) => !isTable)
  const tables = options.filter(({ isTable }) => isTable)
  return [
    ...(isRoot || sentence === '' ? [] : comment(sentence)),
    ...(isRoot ? [] : [`${mark}${header}`]),
    ...plain.flatMap((option) => optionLines(option, mark)),
    ...tables.flatMap((option) => tableLines(option, path)),
  ].join('\n')
}

function optionLines(option: Option, mark: string): readonly string[] {
  const value = tomlValue(option.example)
  return [...comment(fullSentence(option)), `${option.live ? mark : '#'}${option.name} = ${value}`]
}

function tableLines(option: Option, path: readonly string[]): readonly string[] {
  const pairs = Object.entries(option.example as object)
  return [
    '',
    ...comment(option.sentence),
    `#[${[...path, option.name].join('.')}]`,
    ...pairs.map(([name, value]) => `#${name} = ${tomlValue(value)}`),
  ]
}

/** The sentence, with bounds and choices where it does not say them. */
export function fullSentence(option: Option): string {
  const { sentence } = option
  const bounds = boundsInWords(option)
  if (bounds === '') return `${sentence}${furtherChoices(option)}`
  const words = option.type === 'list' ? `${bounds} each` : bounds
  const simple = /^[^.:;]*\.$/.test(sentence)
  return simple ? `${sentence.slice(0, -1)}: ${words}.` : `${sentence} Allowed: ${words}.`
}

/** Choices that stand neither in the sentence nor in the default that follows it. */
function furtherChoices({ sentence, standard, choices }: Option): string {
  const usual: readonly unknown[] = Array.isArray(standard) ? standard : [standard]
  const unsaid = choices.filter((choice) => !sentence.includes(`"${choice}"`) && !usual.includes(choice))
  if (unsaid.length === 0) return ''
  const names = unsaid.map((choice) => `"${choice}"`).join(', ')
  return ` ${unsaid.length === choices.length ? 'Any of' : 'Also'}: ${names}.`
}

/** Comment lines no longer than the width, broken between words. */
function comment(text: string): readonly string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width && line !== '#') {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
