import { resolve } from 'node:path'
import { type Document, type Path, pathKey } from './document.ts'
import { isHandedOver, isOpenToOthers, noSuchFile, openToOthers, readRegularFile } from './file-access.ts'
import { secretFiles } from './new-secrets.ts'
import type { Report } from './report.ts'

/** What references are looked up in. */
export interface Surroundings {
  /** Relative file references start here. */
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  /** True: what cannot be looked up stays as it was written and is nobody's problem. */
  readonly lenient?: boolean
  /** What is to stand in the place of a value that came from elsewhere. */
  readonly disguise?: (value: string) => string
}

const filePrefix = 'file:'
/** `$ctx.num` has no braces, so a gateway's placeholders never match. */
const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g
/** What a shell would understand; a hash of a password has its `$` after a letter or digit. */
const mistyped = /(?<![A-Za-z0-9$])\$[A-Z][A-Z0-9_]{2,}\b|\$\{(?![A-Za-z_][A-Za-z0-9_]*\})/
/** Bytes. */
const largest = 65_536

/**
 * Replaces `${NAME}` anywhere in a text by that environment variable, and a whole text `file:path` by that
 * file's content without its last line break. Once: what comes out is not looked at again.
 */
export async function resolveReferences(
  document: Document,
  around: Surroundings,
  report: Report,
): Promise<void> {
  const replace = async (value: unknown, path: Path): Promise<unknown> => {
    if (typeof value === 'string') return resolveText(value, path, document, around, report)
    if (typeof value !== 'object' || value === null || value instanceof Date) return value
    for (const [key, item] of Object.entries(value)) {
      const part = Array.isArray(value) ? Number(key) : key
      Object.assign(value, { [key]: await replace(item, [...path, part]) })
    }
    return value
  }
  await replace(document.root, [])
}

async function resolveText(
  text: string,
  path: Path,
  document: Document,
  around: Surroundings,
  report: Report,
): Promise<string> {
  let failed = false
  const fail = (message: string): void => {
    if (!around.lenient) report.add(document, path, { message })
    document.broken.add(pathKey(path))
    failed = true
  }
  const warn = (message: string): void => report.add(document, path, { message, level: 'warning' })
  if (mistyped.test(text))
    warn(`"$" stays as it is here: a variable is written \${NAME}, with braces and no blanks`)
  if (!text.startsWith(filePrefix) && !text.includes('${')) return text
  const filled = fillVariables(text, around, fail)
  if (filled !== text || text.startsWith(filePrefix)) document.hidden.add(pathKey(path))
  const found = text.startsWith(filePrefix)
    ? await readReference(pathIn(filled, around.directory), around.env, { fail, warn, help: helpAt(path) })
    : filled
  if (failed && around.lenient) return text
  return text.startsWith(filePrefix) ? (around.disguise?.(found) ?? found) : found
}

function pathIn(filled: string, directory: string): string {
  return resolve(directory, filled.slice(filePrefix.length))
}

/** The file that a text such as `file:secrets/x` names, for who writes it; undefined when it names none. */
export function referencedFile(text: unknown, directory: string): string | undefined {
  if (typeof text !== 'string' || !text.startsWith(filePrefix)) return undefined
  const fail: Say = (message) => {
    throw new Error(message)
  }
  return pathIn(fillVariables(text, { directory, env: process.env }, fail), directory)
}

function fillVariables(text: string, { env, disguise }: Surroundings, fail: Say): string {
  return text.replace(variable, (whole, name: string) => {
    const value = env[name]
    if (value === undefined || value === '') {
      fail(`the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`)
    }
    if (value === undefined) return whole
    return disguise?.(value) ?? value
  })
}

type Say = (message: string) => void

/** Where a file that is not there comes from. */
function helpAt([table, option]: Path): string {
  const made = Object.entries(secretFiles).find(([name]) => table === 'secrets' && name === option)
  return made === undefined ? '' : `; "latchkey secrets init" writes ${made[1].name}`
}

interface Words {
  readonly fail: Say
  readonly warn: Say
  /** What to say besides where there is no file. */
  readonly help: string
}

async function readReference(
  path: string,
  env: NodeJS.ProcessEnv,
  { fail, warn, help }: Words,
): Promise<string> {
  const read = await readRegularFile(path, largest)
  if ('problem' in read) {
    fail(`${read.problem}: ${path}${read.problem === noSuchFile ? help : ''}`)
    return ''
  }
  if (isOpenToOthers(read.mode) && !isHandedOver(path, read.mode, env)) warn(openToOthers(path, read.mode))
  return read.bytes.toString('utf8').replace(/\r?\n$/, '')
}
