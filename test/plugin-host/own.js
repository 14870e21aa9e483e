import { once } from 'node:events'
import { createServer } from 'node:http'

/* What somebody has who runs an oidc-provider of their own: the `own.js` of the plugin's README. */

export const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
export const issuer = `http://localhost:${server.address().port}`

export const numberOf = async (accountId) => (accountId === 'ada' ? '+447700900123' : undefined)

export const loginUrl = (_ctx, interaction) => `/login/${interaction.uid}`

export const configuration = {
  clients: [
    {
      client_id: 'app',
      client_secret: 'a client secret that is long enough for tests',
      redirect_uris: ['https://app.example/callback'],
    },
  ],
  claims: { openid: ['sub', 'amr', 'acr', 'auth_time'] },
  cookies: { keys: [process.env.COOKIE_KEY] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  async loadExistingGrant({ oidc }) {
    const { accountId } = oidc.session
    const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId })
    grant.addOIDCScope('openid')
    await grant.save()
    return grant
  },
}

/** A login page that believes everybody. */
export function loginRoutes(provider) {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/login/')) return next()
    if (ctx.method === 'GET') {
      ctx.body = `<!doctype html><title>Login</title><form method="post"><input name="name"></form>`
      return
    }
    const body = Buffer.concat(await ctx.req.toArray()).toString()
    const login = { accountId: new URLSearchParams(body).get('name'), amr: ['pwd'] }
    ctx.status = 303
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }))
  }
}
