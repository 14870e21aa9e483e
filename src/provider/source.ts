import type { Context } from 'koa'
import { errors, type Provider } from 'oidc-provider'
import type { LoginSource } from '../../interactions/visit.ts'
import type { ClientSettings } from '../config/settings.ts'
import { correlateLogin } from '../operations/correlation.ts'
import { registeredFace } from './face.ts'
import { leadsToClient } from './registered-redirects.ts'

/** The provider as our interaction routes see it. */
export function loginSource(provider: Provider, clients: readonly ClientSettings[]): LoginSource {
  const faces = new Map(clients.map(({ metadata }) => [metadata.client_id, registeredFace(metadata)]))
  return {
    SessionNotFound: errors.SessionNotFound,
    face: (clientId) => faces.get(clientId),
    async interactionDetails(req, res) {
      const interaction = await provider.interactionDetails(req, res)
      if (!(await leadsToClient(provider, interaction.params))) {
        throw new errors.SessionNotFound('the client has this address no more')
      }
      correlateLogin(interaction.cid, String(interaction.params.client_id))
      return interaction
    },
    async loginTime(ctx: Context) {
      const session = await provider.Session.get(ctx)
      return session.loginTs
    },
  }
}
