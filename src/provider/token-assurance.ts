import type { KoaContextWithOIDC } from 'oidc-provider'

/**
 * What an API learns of the sign-in behind an access token it asks about (RFC 9470 section 6.2): the same `acr`, `amr`
 * and `auth_time` as the ID Token beside it, through every refresh. Undefined where nobody signed in.
 */
export function assuranceOfToken(ctx: KoaContextWithOIDC): Record<string, unknown> | undefined {
  const { AuthorizationCode: code, RefreshToken: refreshToken } = ctx.oidc.entities
  const source = code ?? refreshToken
  if (source === undefined) return undefined
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime }
}
