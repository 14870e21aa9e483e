import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { ClientSettings } from '../config/settings.ts'

type ResourceIndicators = NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>

/**
 * JWT access tokens (RFC 9068) for clients that name their API. The library makes them for a resource only, so each
 * such client's own audience is its default resource (RFC 9068 3); a `resource` parameter may name that one and no
 * other. Without such a client the whole feature, its parameter included, is off.
 */
export function jwtAccessTokens(clients: readonly ClientSettings[], offered: boolean): ResourceIndicators {
  const audiences = new Map(
    clients.flatMap(({ metadata, accessTokenAudience }) =>
      accessTokenAudience === undefined ? [] : [[metadata.client_id, accessTokenAudience] as const],
    ),
  )
  if (!offered || audiences.size === 0) return { enabled: false }
  return {
    enabled: true,
    defaultResource: async (_ctx, client) => audiences.get(client.clientId) ?? [],
    useGrantedResource: async () => true,
    async getResourceServerInfo(_ctx, resource, client) {
      if (audiences.get(client.clientId) !== resource) throw new errors.InvalidTarget()
      const alg = client.idTokenSignedResponseAlg === 'RS256' ? 'RS256' : 'ES256'
      return { scope: '', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg } } }
    },
  }
}

/**
 * What was proved, for APIs as well: in JWTs (RFC 9068 2.2.1) and in introspection (RFC 9470 6.2). Of the sign-in that
 * the code or refresh token comes from, not of the browser's session, which may have gone on since.
 */
export async function provedIn(ctx: KoaContextWithOIDC): Promise<Record<string, unknown>> {
  const { AuthorizationCode: code, RefreshToken: refreshToken } = ctx.oidc.entities
  const { acr, amr, authTime } = code ?? refreshToken ?? {}
  return { acr, amr, auth_time: authTime }
}
