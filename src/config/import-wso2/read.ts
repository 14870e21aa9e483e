import { parseDocument, SyntaxProblem, type Table } from '../document.ts'
import { valueAt } from '../shape.ts'

/** Names and values as the original product spells them, from its form or from its `deployment.toml`. */
export interface Original {
  readonly kind: 'form' | 'deployment'
  readonly values: ReadonlyMap<string, string>
}

/**
 * Reads a form's properties (a JSON object, the list of its REST API, or lines `key=value` with the names of the
 * properties or of the fields), or an old
 * `deployment.toml`.
 *
 * @throws Error that says what is wrong, showing nothing of the text
 */
export function readOriginal(text: string): Original {
  if (/^\s*[[{]\s*["{}\]]/.test(text)) return { kind: 'form', values: fromJson(text) }
  if (/^\s*\[+\s*authentication\b/m.test(text)) return { kind: 'deployment', values: fromToml(text) }
  return { kind: 'form', values: fromLines(text) }
}

function fromJson(text: string): ReadonlyMap<string, string> {
  try {
    return fromTree(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error('begins like JSON and is none')
    throw error
  }
}

/** `{ key: value }`, `[{ key, value }]` or `[{ name, value }]`, the list also below `properties`. */
function fromTree(tree: unknown): ReadonlyMap<string, string> {
  const list = Array.isArray(tree) ? tree : valueAt(tree, ['properties'])
  if (!Array.isArray(list)) return entries(tree)
  const pairs = list.map((item) => [
    valueAt(item, ['key']) ?? valueAt(item, ['name']),
    valueAt(item, ['value']),
  ])
  return entries(Object.fromEntries(pairs))
}

function fromToml(text: string): ReadonlyMap<string, string> {
  const table = valueAt(parse(text), ['authentication', 'authenticator', 'sms_otp'])
  if (table === undefined) throw new Error('holds no [authentication.authenticator.sms_otp]')
  const { parameters = {}, ...own } = table as Table
  return new Map([...entries(own), ...entries(parameters)])
}

function parse(text: string): Table {
  try {
    return parseDocument('the file', text).root
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    throw new Error(`line ${error.position.line}: ${error.message}`)
  }
}

function fromLines(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[^\s#!]/.test(line))
  const pairs = lines.map((line) => /^\s*([\w.-]+(?: [\w.-]+)*)\s*[=:]\s*(.*)$/.exec(line))
  const odd = pairs.indexOf(null)
  if (odd >= 0 || pairs.length === 0) {
    throw new Error('is neither JSON, nor lines "key=value", nor a deployment.toml with the sms_otp table')
  }
  return new Map(pairs.map((pair) => [named(pair?.[1] ?? ''), (pair?.[2] ?? '').trim()]))
}

/** What the form calls its fields where people see them, as its guide does. */
const labels: Readonly<Record<string, string>> = {
  'sms url': 'sms_url',
  'http method': 'http_method',
  'http headers': 'headers',
  'http payload': 'payload',
  'http response code': 'http_response',
}

function named(label: string): string {
  const written = label.toLowerCase()
  return Object.hasOwn(labels, written) ? (labels[written] ?? label) : label
}

/** Lists and tables mean nothing in either place. */
function entries(table: unknown): ReadonlyMap<string, string> {
  if (typeof table !== 'object' || table === null) throw new Error('holds no table of properties')
  const known = Object.entries(table).filter(([, value]) => value !== null && typeof value !== 'object')
  return new Map(known.map(([key, value]) => [key, String(value).trim()]))
}
