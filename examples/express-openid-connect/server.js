import { randomBytes } from 'node:crypto'
import express from 'express'
import { auth } from 'express-openid-connect'

const { ISSUER = 'http://localhost:3000', PORT = '8080', CLIENT_SECRET } = process.env
const home = `http://localhost:${PORT}`

const app = express()
// Brings /login, /callback and /logout.
app.use(
  auth({
    issuerBaseURL: ISSUER,
    baseURL: home,
    clientID: 'express-openid-connect',
    clientSecret: CLIENT_SECRET,
    // The library's defaults are RS256 and the implicit flow.
    idTokenSigningAlg: 'ES256',
    authorizationParams: { response_type: 'code', scope: 'openid profile' },
    secret: randomBytes(32).toString('hex'),
    authRequired: false,
    idpLogout: true,
    enableTelemetry: false,
  }),
)

app.get('/', (request, response) => {
  if (request.oidc.isAuthenticated()) response.json(request.oidc.idTokenClaims)
  else response.send('<a href="/login">Sign in</a>')
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
