import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import type { ClientTable } from './schema/clients.ts'

const parts = ['grant_types', 'response_types', 'redirect_uris'] as const

/**
 * A client signs people in, or it does not: an API that only asks about tokens has no grant, no response and no address to
 * send people to (RFC 7591 2). Half of it would be a client that fails at its first request.
 */
export function checkGrants(row: ClientTable, document: Document, path: Path, report: Report): void {
  const empty = parts.filter((part) => row[part].length === 0)
  if (empty.length > 0 && empty.length < parts.length) {
    const message =
      'empty for a client that signs nobody in, and then grant_types, response_types and redirect_uris all are []'
    for (const part of empty) report.add(document, [...path, part], { message })
  }
  if (empty.length === parts.length && row.token_endpoint_auth_method === 'none') {
    const message = 'without credentials and without grant_types there is nothing that the client could do'
    report.add(document, [...path, 'token_endpoint_auth_method'], { message })
  }
}
