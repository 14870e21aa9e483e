import { basename } from 'node:path'
import type { Table } from './document.ts'
import type { Files } from './files.ts'

/** Options as the files hold them, by the names they have there, with references resolved and without defaults. */
export interface Written {
  readonly deployment: Table
  readonly clients: readonly Table[]
  /** By the name of each. */
  readonly gateways: Readonly<Record<string, Table>>
}

/** @returns what files that are read without an error hold */
export function writtenIn({ deployment, clients, gateways }: Files): Written {
  return {
    deployment: deployment?.root ?? {},
    clients: (clients?.root.client ?? []) as readonly Table[],
    gateways: Object.fromEntries(gateways.map(({ file, root }) => [basename(file, '.toml'), root])),
  }
}
