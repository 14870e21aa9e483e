import express from 'express'
import * as oidc from 'openid-client'

const { ISSUER = 'http://localhost:3000', API_PORT = '8081', API_SECRET } = process.env
const issuer = new URL(ISSUER)

// Plain http is for this machine only.
const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
const authentication = oidc.ClientSecretBasic(API_SECRET)
const provider = await oidc.discovery(issuer, 'payments-api', undefined, authentication, { execute })

/** The clients this API is for: a token made for another one opens nothing here. */
const callers = new Set(['payments-app'])
const twoFactors = 'urn:latchkey:2fa'

/**
 * Lets a request through whose access token counts, and, with `acr`, says what was proved. Others are answered as
 * RFC 6750 section 3 has it, and RFC 9470 section 3 where the token is good and the sign-in behind it is not enough.
 */
function demand(acr) {
  return async function judge(request, response, next) {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? []
    if (token === undefined) return refuse(response, {})
    const told = await oidc.tokenIntrospection(provider, token)
    if (!told.active || told.token_type !== 'Bearer' || !callers.has(told.client_id))
      return refuse(response, { error: 'invalid_token' })
    if (acr === undefined || told.acr === acr) return next()
    refuse(response, { error: 'insufficient_user_authentication', acr_values: acr })
  }
}

function refuse(response, parameters) {
  const pairs = Object.entries({ realm: 'payments', ...parameters })
  const challenge = pairs.map(([name, value]) => `${name}="${value}"`).join(', ')
  response.status(401).set('www-authenticate', `Bearer ${challenge}`).end()
}

const app = express()
app.get('/balance', demand(), (_request, response) => response.json({ balance: 120 }))
app.get('/payments', demand(twoFactors), (_request, response) => response.json({ payments: ['rent'] }))

app.listen(Number(API_PORT), '127.0.0.1', () => console.log(`http://localhost:${API_PORT}`))
