import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import type { ClientTable } from './schema/clients.ts'
import { looksLikeExample } from './secrets.ts'

/**
 * Whether a client can prove itself as it says, and nothing stands there in vain.
 *
 * @param strict false in the demo, which makes its own secrets
 */
export function checkCredentials(
  row: ClientTable,
  strict: boolean,
  document: Document,
  path: Path,
  report: Report,
): void {
  checkSecret(row, strict, document, path, report)
  checkKeys(row, document, path, report)
  checkPkce(row, document, path, report)
}

function checkSecret(
  row: ClientTable,
  strict: boolean,
  document: Document,
  path: Path,
  report: Report,
): void {
  const { client_secret: secret, token_endpoint_auth_method: method } = row
  const fail = (message: string): void => report.add(document, [...path, 'client_secret'], { message })
  const wanted = method.startsWith('client_secret')
  if (wanted && secret === undefined) {
    fail(
      `missing, needed with token_endpoint_auth_method = "${method}" (write "none" for a client without a secret)`,
    )
  } else if (!wanted && secret !== undefined) fail(`not used with token_endpoint_auth_method = "${method}"`)
  else if (strict && secret !== undefined) {
    if (secret.length < 32) fail('too short: at least 32 characters, drawn at random')
    else if (looksLikeExample(secret)) fail('looks like an example, not like random characters')
  }
}

function checkKeys(row: ClientTable, document: Document, path: Path, report: Report): void {
  const fail = (key: string, message: string): void => report.add(document, [...path, key], { message })
  const { jwks, jwks_uri: address, token_endpoint_auth_method: method } = row
  if (jwks && address) fail('jwks_uri', 'not used beside jwks: one of the two')
  if (method === 'private_key_jwt' && !jwks && !address) {
    fail('jwks', 'missing, or jwks_uri: needed with token_endpoint_auth_method = "private_key_jwt"')
  }
  if (row.token_endpoint_auth_signing_alg !== undefined && method !== 'private_key_jwt') {
    const message = 'not used without token_endpoint_auth_method = "private_key_jwt"'
    report.add(document, [...path, 'token_endpoint_auth_signing_alg'], { message, at: 'key' })
  }
  if (jwks?.keys.some((key) => 'd' in key || 'k' in key)) {
    fail('jwks', 'holds a private key or a shared secret; only the public part belongs here')
  }
}

function checkPkce(row: ClientTable, document: Document, path: Path, report: Report): void {
  if (row.pkce === 'required' || row.token_endpoint_auth_method !== 'none') return
  const message =
    'only for a client with credentials: without them, nothing else binds the code to the client'
  report.add(document, [...path, 'pkce'], { message })
}
