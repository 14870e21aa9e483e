import type * as z from 'zod'
import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import { describe } from './report.ts'
import { readShape, reportUnknownKey } from './shape.ts'

/** One `[[name]]` table that has the right shape, and where it stands. */
export interface Row<T> {
  readonly row: T
  readonly document: Document
  readonly path: Path
}

/** Reads every `[[name]]` table of the documents; those with problems are reported and left out. */
export function readRows<S extends z.ZodType>(
  name: string,
  schema: S,
  documents: readonly Document[],
  report: Report,
): readonly Row<z.output<S>>[] {
  return documents.flatMap((document) => {
    for (const key of Object.keys(document.root)) {
      if (key !== name) reportUnknownKey(document, [key], [name], report)
    }
    const tables = document.root[name] ?? []
    if (!Array.isArray(tables)) {
      const message = `found ${describe(tables)}, allowed: tables that begin with [[${name}]]`
      report.add(document, [name], { message, at: 'key' })
      return []
    }
    return tables.flatMap((_, index) => {
      const path = [name, index]
      const row = readShape(schema, document, path, report)
      return row === undefined ? [] : [{ row, document, path }]
    })
  })
}
