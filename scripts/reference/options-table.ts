import { type ReferenceFile, referenceFiles } from './files.ts'
import { boundsInWords, type Option } from './option.ts'
import { type Section, sectionsOf } from './sections.ts'
import { fullSentence } from './template.ts'
import { tomlValue } from './toml-value.ts'

const head = `# Options

Every option of every file, as the server reads them. The templates in [\`config/\`](../config) and the JSON Schemas in
[\`config/schema/\`](../config/schema) say the same: all of them are written by \`npm run reference\` from
\`src/config/schema/\`.

Numbers have their unit in the option's name, or count things. In every text \`\${NAME}\` stands for an environment
variable, and a whole text \`file:secrets/x\` for the content of a file. An editor that knows TOML (Even Better TOML,
taplo) reads the first line of each file, \`#:schema ...\`, and completes and checks names and values while you type;
\`latchkey check\` knows more than that.
`

const columns = `| option | type | default | allowed | what it is | example |
|---|---|---|---|---|---|`

/** The text of docs/options.md. */
export function optionsTable(): string {
  return `${[head.trimEnd(), ...referenceFiles.map(fileText)].join('\n\n')}\n`
}

function fileText({ path, title, schema, base }: ReferenceFile): string {
  const sections = sectionsOf(schema, base).filter(({ options }) => options.length > 0)
  return [`## ${path}`, `${title}.`, ...sections.map((each) => sectionText(each, base))].join('\n\n')
}

function sectionText({ path, sentence, options }: Section, base: readonly string[]): string {
  const name = path.join('.')
  const header = path.length === base.length && path.length > 0 ? `[[${name}]]` : `[${name}]`
  const rows = [columns, ...options.map(row)].join('\n')
  return [
    ...(path.length === 0 ? [] : [`### \`${header}\``]),
    ...(sentence === '' ? [] : [sentence]),
    rows,
  ].join('\n\n')
}

function row(option: Option): string {
  const standard =
    option.standard === undefined ? (option.required ? 'needed' : 'none') : code(option.standard)
  const line = `\`${option.name} = ${tomlValue(option.example)}\``
  const cells = [
    `\`${option.name}\``,
    option.type,
    standard,
    allowed(option),
    option.bounds ? option.sentence : fullSentence(option),
    line,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function allowed(option: Option): string {
  return option.type === 'list' ? option.allowed : boundsInWords(option) || option.allowed
}

function code(value: unknown): string {
  return `\`${tomlValue(value)}\``
}
