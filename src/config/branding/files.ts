import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Position } from '../document.ts'
import { reasonOf } from '../file-access.ts'
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
 * The files of a folder and of the folders in it. Names that begin with a dot or end with a tilde are an editor's, or
 * the machinery of a mounted volume.
 */
export async function filesIn(folder: string, report: Report): Promise<readonly OwnFile[]> {
  const names = await list(folder).catch((error) => {
    report.addFile(folder, reasonOf(error).replace('the file', 'the folder'))
    return []
  })
  const files = await Promise.all(names.map((name) => read(folder, name, report)))
  return files.filter((file) => file !== undefined)
}

async function list(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && !name.endsWith('~'))
  const found = await Promise.all(
    names.toSorted().map(async (name) => {
      const inside = await stat(join(folder, name)).then(
        (file) => file.isDirectory(),
        () => false,
      )
      return inside ? (await list(join(folder, name))).map((below) => `${name}/${below}`) : [name]
    }),
  )
  return found.flat()
}

async function read(folder: string, name: string, report: Report): Promise<OwnFile | undefined> {
  const path = join(folder, name)
  try {
    const found = await stat(path)
    if (!found.isFile()) report.addFile(path, 'not a file')
    else if (found.size <= largest) return { path, name, body: await readFile(path) }
    else report.addFile(path, `has ${found.size} bytes, allowed: up to ${largest}`)
  } catch (error) {
    report.addFile(path, reasonOf(error))
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
