import type { ClientMetadata } from 'oidc-provider'
import { accountClientId } from './account-client.ts'
import { withoutUndefined } from './complete.ts'
import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import { readRows } from './rows.ts'
import { type ClientTable, clientSchema } from './schema/clients.ts'
import { looksLikeExample } from './secrets.ts'
import type { ClientSettings } from './settings.ts'

/**
 * Reads the `[[client]]` tables of the given documents. `strict`: secrets must be strong (not in the demo,
 * which makes its own).
 */
export function readClients(
  documents: readonly Document[],
  strict: boolean,
  report: Report,
): readonly ClientSettings[] {
  const ids = new Set<string>()
  return readRows('client', clientSchema, documents, report).flatMap(({ row, document, path }) => {
    if (ids.has(row.client_id)) {
      report.add(document, [...path, 'client_id'], {
        message: `"${row.client_id}" is the name of another client`,
      })
    }
    if (row.client_id === accountClientId) {
      report.add(document, [...path, 'client_id'], {
        message: `"${accountClientId}" is the name of the account pages`,
      })
    }
    ids.add(row.client_id)
    checkSecret(row, strict, document, path, report)
    checkKeys(row, document, path, report)
    const steps = readSteps(row, document, path, report)
    return steps === undefined ? [] : [clientSettings(row, steps)]
  })
}

function clientSettings(row: ClientTable, steps: ClientSettings['steps']): ClientSettings {
  const {
    authentication_steps: _,
    second_factor: secondFactor,
    first_party: firstParty,
    accept_remembered_browser: acceptRememberedBrowser,
    ...rest
  } = row
  const metadata = withoutUndefined(rest) as ClientMetadata
  return { metadata, steps, secondFactor, firstParty, acceptRememberedBrowser }
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
  if (jwks?.keys.some((key) => 'd' in key || 'k' in key)) {
    fail('jwks', 'holds a private key or a shared secret; only the public part belongs here')
  }
}

const smsAlone =
  'a code by SMS is never enough by itself: write ["basic", "smsotp"], or ["basic"] for the password alone'

function readSteps(
  { authentication_steps: steps }: ClientTable,
  document: Document,
  path: Path,
  report: Report,
): ClientSettings['steps'] | undefined {
  const at = [...path, 'authentication_steps']
  const joined = steps.join(' ')
  if (joined === 'basic smsotp') return 'basic+smsotp'
  if (joined !== 'basic') {
    const message =
      joined === 'smsotp'
        ? smsAlone
        : `found ${JSON.stringify(steps)}, allowed: ["basic"] or ["basic", "smsotp"]`
    return report.add(document, at, { message })
  }
  for (const key of ['second_factor', 'accept_remembered_browser']) {
    if (!document.find([...path, key])) continue
    report.add(document, [...path, key], { message: 'not used without the step "smsotp"', at: 'key' })
  }
  return 'basic'
}
