import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import express from 'express'
import session from 'express-session'
import * as oidc from 'openid-client'

const { ISSUER = 'http://localhost:3000', PORT = '8080', CLIENT_SECRET } = process.env
const home = `http://localhost:${PORT}`
const issuer = new URL(ISSUER)

// Signatures of ID Tokens are verified too; plain http is for this machine only.
const execute = [oidc.enableNonRepudiationChecks]
if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests)
const authentication = oidc.ClientSecretBasic(CLIENT_SECRET)
const provider = await oidc.discovery(issuer, 'openid-client', undefined, authentication, { execute })

const app = express()
app.use(
  session({
    secret: randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax' },
  }),
)

app.get('/', (request, response) => {
  const { claims } = request.session
  if (claims) response.json(claims)
  else response.send('<a href="/login">Sign in</a>')
})

app.get('/login', async (request, response) => {
  const verifier = oidc.randomPKCECodeVerifier()
  const login = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() }
  request.session.login = login
  const address = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: `${home}/callback`,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: login.state,
    nonce: login.nonce,
  })
  response.redirect(address.href)
})

app.get('/callback', async (request, response) => {
  const { verifier, state, nonce } = request.session.login ?? {}
  const tokens = await oidc.authorizationCodeGrant(provider, new URL(request.originalUrl, home), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  // Whoever knew the session's id before the sign-in does not know it after.
  await promisify(request.session.regenerate).call(request.session)
  request.session.claims = tokens.claims()
  request.session.idToken = tokens.id_token
  response.redirect('/')
})

app.get('/logout', async (request, response) => {
  const { idToken } = request.session
  await promisify(request.session.destroy).call(request.session)
  const address = oidc.buildEndSessionUrl(provider, {
    ...(idToken && { id_token_hint: idToken }),
    post_logout_redirect_uri: `${home}/`,
  })
  response.redirect(address.href)
})

// The person cancelled, or could not prove what was asked for.
app.use((error, _request, response, next) => {
  if (!(error instanceof oidc.AuthorizationResponseError)) return next(error)
  response.status(403).send('Not signed in. <a href="/">Back</a>')
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
