import type { Path } from './document.ts'

/** One thing that is wrong, or worth a warning, in what an admin wrote. */
export interface Problem {
  readonly file: string
  /** Both from 1; the file's beginning when nothing nearer is known. */
  readonly line: number
  readonly column: number
  /** As people say it: `[server] port`, `[client #2] redirect_uris #1`; empty for a whole file. */
  readonly key: string
  /** Never set for a value that is or may be a secret. */
  readonly found?: string
  readonly allowed?: string
  /** The known name that an unknown one most likely stands for. */
  readonly nearest?: string
  readonly message: string
  readonly level: 'error' | 'warning'
}

/** Everything that is wrong in all files of a configuration, at once. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  readonly code = 'configuration_invalid'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** One line: `config/deployment.toml:12:8: [server] port: found "abc", allowed: a whole number from 1 to 65535`. */
export function formatProblem({ file, line, column, key, message, level }: Problem): string {
  const parts = [`${file}:${line}:${column}`, ...(level === 'warning' ? ['warning'] : []), key, message]
  return printable(parts.filter((part) => part !== '').join(': '))
}

/** One line that steers no terminal, whatever a file or a folder is called: control characters are written out. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The last name is the key, all before it the table in brackets; places in lists count from 1. */
export function formatKey(path: Path): string {
  const last = path.findLastIndex((part) => typeof part === 'string')
  const table = path.slice(0, Math.max(last, 0)).reduce<string>(join, '')
  return `${table === '' ? '' : `[${table}] `}${path.slice(Math.max(last, 0)).reduce<string>(join, '')}`
}

function join(text: string, part: string | number): string {
  if (typeof part === 'number') return `${text} #${part + 1}`
  return text === '' ? part : `${text}.${part}`
}
