import { type Document, type Path, type Position, pathKey } from './document.ts'
import { formatKey, type Problem } from './problem.ts'

/** What is wrong at a path; either `message` or `allowed` says it. */
export interface Finding {
  readonly message?: string
  readonly allowed?: string
  readonly nearest?: string
  /** The value found; left out where it must not be shown. */
  readonly found?: unknown
  readonly level?: Problem['level']
  /** Point at the key instead of the value. */
  readonly at?: 'key' | 'value'
}

/** What else is known of a problem with a file as a whole, or with one that is no TOML. */
type FileFinding = Partial<Position & Pick<Problem, 'key' | 'nearest' | 'level'>>

/** Collects problems from every file, so that an admin mends all of them in one go. */
export class Report {
  readonly #problems: Problem[] = []

  get problems(): readonly Problem[] {
    return this.#problems.toSorted(byPlace)
  }

  /** How many of them make the configuration unusable. */
  get errors(): number {
    return this.#problems.filter(({ level }) => level === 'error').length
  }

  get failed(): boolean {
    return this.errors > 0
  }

  /** Problems with a file as a whole: missing, unreadable, not TOML. */
  addFile(file: string, message: string, more: FileFinding = {}): void {
    this.#problems.push({ file, line: 1, column: 1, key: '', message, level: 'error', ...more })
  }

  /** Answers undefined, which is what a reader has then. */
  add(document: Document, path: Path, finding: Finding): undefined {
    if (touches(document.broken, path)) return
    const { level = 'error', at, allowed, nearest } = finding
    const shown =
      'found' in finding && !touches(document.hidden, path) ? { found: describe(finding.found) } : {}
    this.#problems.push({
      file: document.file,
      ...placeOf(document, path, at),
      key: formatKey(path),
      ...shown,
      ...(allowed === undefined ? {} : { allowed }),
      ...(nearest === undefined ? {} : { nearest }),
      message: finding.message ?? sentence(shown.found, allowed),
      level,
    })
  }
}

function byPlace(a: Problem, b: Problem): number {
  return (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line || a.column - b.column
}

function sentence(found = 'a value that is not shown', allowed = ''): string {
  return `found ${found}, allowed: ${allowed}`
}

function placeOf(document: Document, path: Path, at: 'key' | 'value' = 'value'): Position {
  for (let length = path.length; length > 0; length--) {
    const place = document.find(path.slice(0, length), length === path.length ? at : 'key')
    if (place) return place
  }
  return { line: 1, column: 1 }
}

/** True for a marked path and for everything below it. */
function touches(marked: ReadonlySet<string>, path: Path): boolean {
  return marked.size > 0 && path.some((_, index) => marked.has(pathKey(path.slice(0, index + 1))))
}

/** A found value in a few words: texts quoted and cut, lists and tables by their kind. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (value instanceof Date) return 'a date'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'a table' : String(value)
}

/** The first few of a list, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `${names.slice(0, 5).join(', ')}${more}`
}
