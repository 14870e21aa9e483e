import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join, posix } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** One import of a file, static or not. */
export interface Import {
  /** A file of the product by its path from the root; for anything else the name as it is written. */
  readonly target: string
  /** False when only types are taken, so that nothing is loaded. */
  readonly loads: boolean
}

/** A TypeScript file of what is shipped. */
export interface ProductFile {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

/** Everything that is shipped, as it stands on the disk: the pages and the plugin, and the server. */
export function readProduct(): readonly ProductFile[] {
  return readTexts('{interactions,src}/**/*.ts').map(({ path, text }) => ({
    path,
    text,
    imports: importsOf(path, text),
  }))
}

/** Files by a pattern from the root, with their texts, in order of their paths. */
export function readTexts(pattern: string): readonly { path: string; text: string }[] {
  const paths = globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  return paths.toSorted().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function importsOf(path: string, text: string): Import[] {
  const loaded = new Set(namesIn(stripTypeScriptTypes(text)))
  return [...new Set(namesIn(text))].map((name) => ({
    target: name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
    loads: loaded.has(name),
  }))
}

/** `import … from`, `export … from`, `import` alone, and the calls that name a module. The linter keeps the quotes single. */
const statement = /^(?:import|export)\b[^'=(]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'/gm
const call = /\b(?:import|require|import\.meta\.resolve)\(\s*'([^']+)'/g

function namesIn(text: string): string[] {
  return [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1] ?? match[2] ?? '')
}
