import { type AST, ParseError, parseTOML } from 'toml-eslint-parser'

/** Names of tables and keys, and places in lists (from 0), from the file's root to a value. */
export type Path = readonly (string | number)[]

/** Line and column, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A TOML table without a prototype, so that no key a file can spell means anything to the language. */
export interface Table {
  [key: string]: unknown
}

/** One file: its values as plain data, and where each of them stands. */
export interface Document {
  /** As messages name it. */
  readonly file: string
  readonly root: Table
  /** Where a path was written; undefined when it was not. */
  find(path: Path, part?: 'key' | 'value'): Position | undefined
  /** Paths whose value came from the environment or a file: never shown. */
  readonly hidden: Set<string>
  /** Paths that already have a problem which makes every further word about them noise. */
  readonly broken: Set<string>
}

/** A file that is not TOML, and where it stops being so. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem'
  readonly position: Position

  constructor(message: string, position: Position) {
    super(message)
    this.position = position
  }
}

/** Names and places to a value. No option needs half of it, and what walks through all of them must end. */
const deepest = 16

export const tooDeep = 'tables or lists are nested deeper than any option is'

export function pathKey(path: Path): string {
  return JSON.stringify(path)
}

/** Wraps values that no file holds (the demo's own clients and users), so that they meet the same rules. */
export function documentOf(file: string, root: object): Document {
  return {
    file,
    root: root as Table,
    find: () => undefined,
    hidden: new Set(),
    broken: new Set(),
  }
}

/** @throws {SyntaxProblem} for anything TOML 1.0 does not allow, keys set twice among it. */
export function parseDocument(file: string, text: string): Document {
  const places = new Map<string, { key: Position; value: Position }>()
  const root: Table = Object.create(null)
  const fill = new Filler(root, places)
  for (const node of parse(text).body[0].body) fill.top(node)
  const find = (path: Path, part: 'key' | 'value' = 'value') => places.get(pathKey(path))?.[part]
  return { file, root, find, hidden: new Set(), broken: new Set() }
}

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: '1.0' })
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    throw new SyntaxProblem(explain(error, text.split('\n')[error.lineNumber - 1]), {
      line: error.lineNumber,
      column: error.column + 1,
    })
  }
}

/** The tables that there may be several of, one client or user each. */
const oneOfSeveral = /^\s*\[{1,2}\s*(client|user)\s*\]/

/** @param line that the parser stopped at */
function explain({ message }: ParseError, line = ''): string {
  if (message.includes('multiple times')) {
    const [, name] = oneOfSeveral.exec(line) ?? []
    if (name === undefined) return 'this table or key is set a second time'
    return `"${name}" begins a second time: each of several begins with [[${name}]], in two brackets`
  }
  const [, hint = ''] = hints.find(([part]) => message.includes(part)) ?? []
  return `not TOML from here on (${message.toLowerCase()})${hint}`
}

/** What people most often meant, by what the parser says. */
const hints = [
  ['escape', '; a text with "\\" in it belongs in single quotes'],
  [
    'Unexpected character',
    '; a text stands in straight quotes, and the words without any are true and false',
  ],
] as const

class Filler {
  readonly #root: Table
  readonly #places: Map<string, { key: Position; value: Position }>

  constructor(root: Table, places: Map<string, { key: Position; value: Position }>) {
    this.#root = root
    this.#places = places
  }

  top(node: AST.TOMLTable | AST.TOMLKeyValue): void {
    if (node.type === 'TOMLKeyValue') {
      this.#pair([], this.#root, node)
      return
    }
    const table = this.#descend(this.#root, [], node.resolvedKey, node, node)
    for (const pair of node.body) this.#pair(node.resolvedKey, table, pair)
  }

  #pair(base: Path, parent: Table, node: AST.TOMLKeyValue): void {
    const names = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))
    const last = names.at(-1) ?? ''
    const table = this.#descend(parent, base, names.slice(0, -1), node.key, node.key)
    const path = [...base, ...names]
    this.#mark(path, node.key, node.value)
    table[last] = this.#value(path, node.value)
  }

  /** Walks down to the table at `way`, making what is missing on it. */
  #descend(from: Table, base: Path, way: Path, key: AST.TOMLNode, value: AST.TOMLNode): Table {
    let here: Table = from
    way.forEach((part, index) => {
      this.#mark([...base, ...way.slice(0, index + 1)], key, value)
      here[part] ??= typeof way[index + 1] === 'number' ? [] : Object.create(null)
      here = here[part] as Table
    })
    return here
  }

  #value(path: Path, node: AST.TOMLContentNode): unknown {
    if (node.type === 'TOMLValue') return node.value
    if (node.type === 'TOMLArray')
      return node.elements.map((element, index) => this.#element([...path, index], element))
    const table: Table = Object.create(null)
    for (const pair of node.body) this.#pair(path, table, pair)
    return table
  }

  #element(path: Path, node: AST.TOMLContentNode): unknown {
    this.#mark(path, node, node)
    return this.#value(path, node)
  }

  #mark(path: Path, key: AST.TOMLNode, value: AST.TOMLNode): void {
    if (path.length > deepest) throw new SyntaxProblem(tooDeep, position(key))
    const id = pathKey(path)
    if (!this.#places.has(id)) this.#places.set(id, { key: position(key), value: position(value) })
  }
}

function position({ loc }: AST.TOMLNode): Position {
  return { line: loc.start.line, column: loc.start.column + 1 }
}
