import { stat } from 'node:fs/promises'
import { type Document, type Path, pathKey } from '../document.ts'
import { isOpenToOthers, openToOthers } from '../file-access.ts'
import type { Files } from '../files.ts'
import type { Report } from '../report.ts'
import { valueAt } from '../shape.ts'

/** Where secrets stand in each file; those of lists are repeated for each entry. */
const places = {
  deployment: [
    ['secrets', 'signing_keys'],
    ['secrets', 'cookie_keys', 0],
    ['secrets', 'code_keys', 0],
    ['store', 'url'],
    ['store', 'accounts_url'],
  ],
  client: [['client_secret']],
  user: [['password_hash'], ['backup_codes'], ['backup_codes', 0]],
  gateway: [
    ...['password', 'token', 'value', 'client_secret'].map((name) => ['authentication', name]),
    ['receipts', 'secret'],
    ['receipts', 'signature_key'],
  ],
} as const satisfies Record<string, readonly Path[]>

/** Warns of each file that holds a secret in clear and that others on the machine may read. */
export async function warnOfOpenFiles(
  { deployment, clients, users, gateways }: Files,
  report: Report,
): Promise<void> {
  if (deployment) await warnOf(deployment, places.deployment, report)
  if (clients) await warnOf(clients, inEach(clients, 'client', places.client), report)
  if (users) await warnOf(users, inEach(users, 'user', places.user), report)
  for (const gateway of gateways) await warnOf(gateway, places.gateway, report)
}

function inEach({ root }: Document, name: string, paths: readonly Path[]): readonly Path[] {
  const rows = root[name]
  if (!Array.isArray(rows)) return []
  return rows.flatMap((_, index) => paths.map((path) => [name, index, ...path]))
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
