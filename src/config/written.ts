import { basename } from 'node:path'
import type { Document, Path, Table } from './document.ts'
import type { Files } from './files.ts'
import { formatKey } from './problem.ts'

/** A table as its file holds it, by the names of the options there, with references resolved and without defaults. */
export interface WrittenTable {
  readonly table: Table
  /** Options, as formatKey names them, with something in them from the environment or a file: never shown. */
  readonly hidden: ReadonlySet<string>
}

/** What the files hold. */
export interface Written {
  readonly deployment: WrittenTable
  readonly clients: readonly WrittenTable[]
  /** By the name of each. */
  readonly gateways: Readonly<Record<string, WrittenTable>>
}

/** @returns what files that are read without an error hold */
export function writtenIn({ deployment, clients, gateways }: Files): Written {
  const tables = (clients?.root.client ?? []) as readonly Table[]
  return {
    deployment: written(deployment?.root ?? {}, deployment),
    clients: tables.map((table, index) => written(table, clients, ['client', index])),
    gateways: Object.fromEntries(
      gateways.map((document) => [basename(document.file, '.toml'), written(document.root, document)]),
    ),
  }
}

/** @param at where the table is in its file */
function written(table: Table, document: Document | undefined, at: Path = []): WrittenTable {
  const paths = [...(document?.hidden ?? [])].map((key): Path => JSON.parse(key))
  const within = paths.filter((path) => at.every((part, depth) => path[depth] === part))
  return { table, hidden: new Set(within.map((path) => optionAt(path.slice(at.length)))) }
}

/** A list is one value, so a place in it is the list. */
function optionAt(path: Path): string {
  const place = path.findIndex((part) => typeof part === 'number')
  return formatKey(place < 0 ? path : path.slice(0, place))
}
