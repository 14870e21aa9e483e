import type { GatewayAuthentication, GatewayHeader } from './gateway-settings.ts'
import { TemplateError } from './places.ts'

/**
 * The header that carries credentials which never change; none for OAuth 2.
 *
 * @throws TemplateError for what the scheme cannot write
 */
export function staticCredentials(
  authentication: GatewayAuthentication | undefined,
): readonly GatewayHeader[] {
  switch (authentication?.scheme) {
    case 'basic':
      return [authorization(`Basic ${basic(authentication.user, authentication.password)}`)]
    case 'bearer':
      return [bearer(authentication.token)]
    case 'header':
      return [{ name: authentication.name, value: authentication.value }]
    default:
      return []
  }
}

/** RFC 6750 section 2.1. */
export function bearer(token: string): GatewayHeader {
  if (!/^[\w.~+/-]+=*$/.test(token))
    throw new TemplateError('a bearer token holds letters, digits and -._~+/ only')
  return authorization(`Bearer ${token}`)
}

/** RFC 7617 section 2: the first colon ends the user; in UTF-8. */
function basic(user: string, password: string): string {
  if (user.includes(':')) throw new TemplateError('a user of scheme "basic" holds no colon')
  if (/\p{Cc}/u.test(user + password))
    throw new TemplateError('a control character has no place in credentials')
  return Buffer.from(`${user}:${password}`).toString('base64')
}

/** RFC 6749 section 2.3.1: each half is written as in a form first, so neither can hold a colon. */
export function clientCredentials(id: string, secret: string): GatewayHeader {
  const written = [id, secret].map((half) => new URLSearchParams([['', half]]).toString().slice(1))
  return authorization(`Basic ${Buffer.from(written.join(':')).toString('base64')}`)
}

function authorization(value: string): GatewayHeader {
  return { name: 'Authorization', value }
}
