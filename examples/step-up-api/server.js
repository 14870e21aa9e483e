import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import express from 'express'
import session from 'express-session'
import * as oidc from 'openid-client'

const { ISSUER = 'http://localhost:3000', PORT = '8080', API_PORT = '8081', APP_SECRET } = process.env
const home = `http://localhost:${PORT}`
const api = `http://localhost:${API_PORT}`
const issuer = new URL(ISSUER)

// Plain http is for this machine only.
const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
const authentication = oidc.ClientSecretBasic(APP_SECRET)
const provider = await oidc.discovery(issuer, 'payments-app', undefined, authentication, { execute })

const app = express()
app.use(
  session({
    secret: randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax' },
  }),
)

app.get('/', (_request, response) =>
  response.send('<a href="/balance">Balance</a> <a href="/payments">Payments</a>'),
)

for (const path of ['/balance', '/payments']) {
  app.get(path, async (request, response) => {
    const { accessToken, asked } = request.session
    if (accessToken === undefined) return signIn(request, response, {})
    const { answer, wanted } = await ask(path, accessToken)
    if (answer) {
      delete request.session.asked
      return response.json(answer)
    }
    // The person has just done what the API asks for: once more would go on for ever.
    if (asked === JSON.stringify(wanted)) return response.status(403).send('Signing in was not enough.')
    return signIn(request, response, wanted)
  })
}

/** What the API answers, or what its challenge asks for (RFC 9470 section 3). */
async function ask(path, accessToken) {
  try {
    const response = await oidc.fetchProtectedResource(provider, accessToken, new URL(path, api), 'GET')
    if (!response.ok) throw new Error(`the API answered ${response.status}`)
    return { answer: await response.json() }
  } catch (error) {
    if (!(error instanceof oidc.WWWAuthenticateChallengeError)) throw error
    const bearer = error.cause.find(({ scheme }) => scheme === 'bearer')
    const { acr_values, max_age } = bearer?.parameters ?? {}
    return { wanted: { ...(acr_values && { acr_values }), ...(max_age && { max_age }) } }
  }
}

/** Sends the browser to the provider; what the challenge asks for goes along (RFC 9470 section 4). */
async function signIn(request, response, wanted) {
  const verifier = oidc.randomPKCECodeVerifier()
  const login = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce(), back: request.path, wanted }
  request.session.login = login
  const address = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: `${home}/callback`,
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: login.state,
    nonce: login.nonce,
    ...wanted,
  })
  response.redirect(address.href)
}

app.get('/callback', async (request, response) => {
  const { verifier, state, nonce, back = '/', wanted = {} } = request.session.login ?? {}
  const tokens = await oidc.authorizationCodeGrant(provider, new URL(request.originalUrl, home), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  // Whoever knew the session's id before the sign-in does not know it after.
  await promisify(request.session.regenerate).call(request.session)
  request.session.accessToken = tokens.access_token
  request.session.asked = JSON.stringify(wanted)
  response.redirect(back)
})

// The person cancelled, or could not prove what was asked for.
app.use((error, _request, response, next) => {
  if (!(error instanceof oidc.AuthorizationResponseError)) return next(error)
  response.status(403).send('Not signed in. <a href="/">Back</a>')
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
