import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import OpenIDConnectStrategy from 'passport-openidconnect'

const { ISSUER = 'http://localhost:3000', PORT = '8080', CLIENT_SECRET } = process.env
const home = `http://localhost:${PORT}`

const discovered = await fetch(`${ISSUER}/.well-known/openid-configuration`)
const provider = await discovered.json()

passport.use(
  new OpenIDConnectStrategy(
    {
      issuer: provider.issuer,
      authorizationURL: provider.authorization_endpoint,
      tokenURL: provider.token_endpoint,
      userInfoURL: provider.userinfo_endpoint,
      clientID: 'passport-openidconnect',
      clientSecret: CLIENT_SECRET,
      callbackURL: `${home}/callback`,
      scope: ['profile'],
      // Off by default, and Latchkey takes no request without PKCE that has none.
      nonce: true,
    },
    // The strategy's context knows acr, amr and auth_time by names of its own.
    (_issuer, profile, context, _idToken, done) =>
      done(null, {
        sub: profile.id,
        acr: context.class,
        amr: context.methods,
        auth_time: Math.floor(context.timestamp.valueOf() / 1000),
      }),
  ),
)
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const app = express()
app.use(
  session({
    secret: randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax' },
  }),
)
app.use(passport.session())

app.get('/', (request, response) => {
  if (request.user) response.json(request.user)
  else response.send('<a href="/login">Sign in</a>')
})
app.get('/login', passport.authenticate('openidconnect'))
app.get('/callback', passport.authenticate('openidconnect', { failWithError: true }), (_request, response) =>
  response.redirect('/'),
)

app.listen(Number(PORT), '127.0.0.1', () => console.log(home))
