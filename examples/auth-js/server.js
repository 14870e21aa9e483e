import { randomBytes } from 'node:crypto'
import { ExpressAuth, getSession } from '@auth/express'
import express from 'express'

const { ISSUER = 'http://localhost:3000', PORT = '8080', CLIENT_SECRET } = process.env
const home = `http://localhost:${PORT}`

const latchkey = {
  id: 'latchkey',
  name: 'Latchkey',
  type: 'oidc',
  issuer: ISSUER,
  clientId: 'auth-js',
  clientSecret: CLIENT_SECRET,
  checks: ['pkce', 'state', 'nonce'],
}

const config = {
  secret: randomBytes(32).toString('hex'),
  trustHost: true,
  providers: [latchkey],
  callbacks: {
    // At the sign-in `profile` holds the claims of the ID Token; later the token is all there is.
    jwt: ({ token, profile }) => (profile ? { ...token, claims: claimsOf(profile) } : token),
    session: ({ session, token }) => ({ ...session, claims: token.claims }),
  },
}

function claimsOf({ sub, acr, amr, auth_time }) {
  return { sub, acr, amr, auth_time }
}

const app = express()
app.use('/auth', ExpressAuth(config))
app.get('/', async (request, response) => {
  const session = await getSession(request, config)
  if (session) response.json(session.claims)
  else response.send('<a href="/auth/signin">Sign in</a>')
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
