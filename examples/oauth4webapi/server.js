import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import express from 'express'
import session from 'express-session'
import * as oauth from 'oauth4webapi'

const { ISSUER = 'http://localhost:3000', PORT = '8080', CLIENT_SECRET } = process.env
const home = `http://localhost:${PORT}`
const issuer = new URL(ISSUER)

// Plain http is for this machine only.
const options = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' }
const provider = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
const client = { client_id: 'oauth4webapi' }
const authentication = oauth.ClientSecretBasic(CLIENT_SECRET)

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

// The request itself goes straight to the provider (RFC 9126); the browser carries its name only.
app.get('/login', async (request, response) => {
  const verifier = oauth.generateRandomCodeVerifier()
  const login = { verifier, state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() }
  request.session.login = login
  const parameters = new URLSearchParams({
    response_type: 'code',
    redirect_uri: `${home}/callback`,
    scope: 'openid profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: login.state,
    nonce: login.nonce,
  })
  const pushed = await oauth.pushedAuthorizationRequest(provider, client, authentication, parameters, options)
  const { request_uri } = await oauth.processPushedAuthorizationResponse(provider, client, pushed)
  const address = new URL(provider.authorization_endpoint)
  address.search = new URLSearchParams({ client_id: client.client_id, request_uri }).toString()
  response.redirect(address.href)
})

app.get('/callback', async (request, response) => {
  const { verifier, state, nonce } = request.session.login ?? {}
  const callback = oauth.validateAuthResponse(provider, client, new URL(request.originalUrl, home), state)
  const answer = await oauth.authorizationCodeGrantRequest(
    provider,
    client,
    authentication,
    callback,
    `${home}/callback`,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(provider, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(provider, answer, options)
  // Whoever knew the session's id before the sign-in does not know it after.
  await promisify(request.session.regenerate).call(request.session)
  request.session.claims = oauth.getValidatedIdTokenClaims(tokens)
  response.redirect('/')
})

// The person cancelled, or could not prove what was asked for.
app.use((error, _request, response, next) => {
  if (!(error instanceof oauth.AuthorizationResponseError)) return next(error)
  response.status(403).send('Not signed in. <a href="/">Back</a>')
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
