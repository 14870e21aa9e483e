import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Position } from '../document.ts'
import { readRegularFile, reasonOf } from '../file-access.ts'
import type { Report } from '../report.ts'
import { nearest } from '../shape.ts'

/** A file that stands in the place of one of ours. */
export interface OwnFile {
  /** As messages name it. */
  readonly path: string
  /** Below its folder, with `/` between names. */
  readonly name: string
  readonly body: Buffer
}

/** Bytes. Everybody who signs in loads these, and a photograph of a logo is most likely a mistake. */
const largest = 256 * 1024

/**
 * The files of a folder and of the folders in it, no deeper: ours are not either. Names that begin with a dot or end with
 * a tilde are an editor's, or the machinery of a mounted volume.
 *
 * Everybody gets to see what is in them, and whoever may write here need not be one who may read the secrets: what a
 * link leads to must be in the folder, too.
 */
export async function filesIn(folder: string, report: Report): Promise<readonly OwnFile[]> {
  try {
    const root = await realpath(folder)
    const names = await list(folder)
    const below = await Promise.all(names.map((name) => namesBelow({ folder, root, name })))
    const files = await Promise.all(below.flat().map((name) => read({ folder, root, name }, report)))
    return files.filter((file) => file !== undefined)
  } catch (error) {
    report.addFile(folder, reasonOf(error).replace('the file', 'the folder'))
    return []
  }
}

interface Place {
  readonly folder: string
  /** The folder without links. */
  readonly root: string
  readonly name: string
}

async function list(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  return names.filter((name) => !name.startsWith('.') && !name.endsWith('~')).toSorted()
}

async function namesBelow({ folder, root, name }: Place): Promise<readonly string[]> {
  const path = join(folder, name)
  const isFolder = await stat(path).then(
    (file) => file.isDirectory(),
    () => false,
  )
  if (!isFolder || !isInside(root, await realpath(path))) return [name]
  return (await list(path)).map((below) => `${name}/${below}`)
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root + sep)
}

async function read({ folder, root, name }: Place, report: Report): Promise<OwnFile | undefined> {
  const path = join(folder, name)
  const real = await realpath(path).catch((error) => ({ problem: reasonOf(error) }))
  if (typeof real !== 'string') report.addFile(path, real.problem)
  else if (!isInside(root, real)) report.addFile(path, 'leads out of its folder: put the file itself here')
  else {
    // What has become a link since is not followed.
    const found = await readRegularFile(real, largest, 'refused')
    if ('bytes' in found) return { path, name, body: found.bytes }
    report.addFile(path, found.problem)
  }
  return undefined
}

/** A file nobody reads is most likely a mistyped name. */
export function reportStranger(
  { path, name }: OwnFile,
  known: readonly string[],
  allowed: string,
  report: Report,
): void {
  const guess = nearest(name, known)
  if (guess === undefined) report.addFile(path, `unknown file, allowed: ${allowed}`)
  else report.addFile(path, `unknown file; did you mean "${guess}"?`, { nearest: guess })
}

/** Undefined, and reported, when it is not UTF-8. */
export function textOf({ path, body }: OwnFile, report: Report): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    report.addFile(path, 'not UTF-8 text')
    return undefined
  }
}

export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
