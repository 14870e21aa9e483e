import { stat } from 'node:fs/promises'
import { type Document, type Path, pathKey } from '../document.ts'
import { isOpenToOthers, openToOthers } from '../file-access.ts'
import type { Files } from '../files.ts'
import type { Report } from '../report.ts'
import { valueAt } from '../shape.ts'

const keys: readonly Path[] = [
  ['secrets', 'signing_keys'],
  ['secrets', 'cookie_keys', 0],
  ['secrets', 'code_keys', 0],
  ['store', 'url'],
  ['store', 'accounts_url'],
]

/** Warns of each file that holds a secret in clear and that others on the machine may read. */
export async function warnOfOpenFiles({ deployment, clients }: Files, report: Report): Promise<void> {
  if (deployment) await warnOf(deployment, keys, report)
  const rows = clients?.root.client
  if (!clients || !Array.isArray(rows)) return
  await warnOf(
    clients,
    rows.map((_, index) => ['client', index, 'client_secret']),
    report,
  )
}

async function warnOf(document: Document, paths: readonly Path[], report: Report): Promise<void> {
  const first = paths.find((path) => holdsSecret(document, path))
  if (first === undefined) return
  const { mode } = await stat(document.file)
  if (isOpenToOthers(mode)) {
    report.add(document, first, { message: openToOthers(document.file, mode), level: 'warning' })
  }
}

function holdsSecret(document: Document, path: Path): boolean {
  const value = valueAt(document.root, path)
  if (typeof value !== 'string' || document.hidden.has(pathKey(path))) return false
  return path[0] !== 'store' || value.includes('@')
}
