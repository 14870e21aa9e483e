import type { GatewayAuthentication } from '../sms/gateway-settings.ts'
import type { Finding } from './report.ts'
import type { GatewayAuthenticationTable } from './schema/gateway-authentication.ts'

type Key = keyof GatewayAuthenticationTable
type Say = (key: Key, finding: Finding) => void

/** The keys of each scheme; those with a question mark may be left out. */
const keysOf = {
  basic: ['user', 'password'],
  bearer: ['token'],
  header: ['name', 'value'],
  client_credentials: ['token_url', 'client_id', 'client_secret', 'scope?'],
} as const

/** Credentials of a gateway; undefined when a key of the scheme is missing or one of another scheme is there. */
export function readAuthentication(
  table: GatewayAuthenticationTable,
  say: Say,
): GatewayAuthentication | undefined {
  const { scheme } = table
  const wanted: readonly string[] = keysOf[scheme]
  for (const key of Object.keys(table) as Key[]) {
    if (key === 'scheme' || wanted.includes(key) || wanted.includes(`${key}?`)) continue
    say(key, { message: `not used with scheme = "${scheme}"`, at: 'key' })
  }
  for (const key of wanted) {
    if (!key.endsWith('?') && table[key as Key] === undefined) {
      say(key as Key, { message: `missing, needed with scheme = "${scheme}"` })
    }
  }
  if (table.token_url !== undefined && !/^https?:\/\/[^\s#\\]+$/.test(table.token_url)) {
    say('token_url', { message: 'not an address: it begins with https:// and holds neither blanks nor "#"' })
  }
  return authenticationOf(table)
}

function authenticationOf(table: GatewayAuthenticationTable): GatewayAuthentication | undefined {
  const { scheme, user, password, token, name, value, scope } = table
  const { token_url: tokenUrl, client_id: clientId, client_secret: clientSecret } = table
  if (scheme === 'basic' && user !== undefined && password !== undefined) return { scheme, user, password }
  if (scheme === 'bearer' && token !== undefined) return { scheme, token }
  if (scheme === 'header' && name !== undefined && value !== undefined) return { scheme, name, value }
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined) return undefined
  const more = scope === undefined ? {} : { scope }
  return { scheme: 'client-credentials', tokenUrl, clientId, clientSecret, ...more }
}
