import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import type { Context } from 'koa'
import { AuthorizationResponseError } from 'openid-client'
import { inRows, inWords } from './claims-in-words.ts'
import { type ClientOptions, createProviderClient, type Login, UnprovedError } from './provider-client.ts'
import { createSessions } from './sessions.ts'
import { createSite, openSite, type Place, renderPage, type Site, showProblem } from './site.ts'

const parseForm = bodyParser({ enableTypes: ['form'], formLimit: '16kb' })

/**
 * A small application to sign in to: it shows what the provider said, signs out, asks for a fresh second factor, and
 * takes back-channel logouts. It may be started before the provider.
 *
 * @param options.url where browsers find it; redirect URI and post-logout URI are `/callback` and `/` there
 * @throws with one line when the address is taken
 */
export function startRelyingParty(options: ClientOptions & Place): Promise<Site> {
  const url = options.url.replace(/\/$/, '')
  const provider = createProviderClient({ ...options, url })
  const sessions = createSessions(url.startsWith('https:'))
  const router = new Router()

  router.get('/', (ctx) => {
    const login = sessions.find(ctx)?.login
    ctx.body = login ? renderPage('signed-in', viewOf(login)) : renderPage('start', {})
  })

  router.get('/login', async (ctx) => {
    const fresh = ctx.query.fresh === '2fa'
    await telling(ctx, async () => {
      const { location, attempt } = await provider.begin(fresh)
      sessions.remember(ctx, attempt)
      ctx.redirect(location)
    })
  })

  router.get('/callback', async (ctx) => {
    const { state } = ctx.query
    const attempt = typeof state === 'string' ? sessions.take(ctx, state) : undefined
    if (attempt === undefined) {
      // The back button after a sign-in that went well.
      if (sessions.find(ctx)?.login) return ctx.redirect('/')
      return showProblem(ctx, 400, 'This sign-in was not begun in this browser, or it is over.')
    }
    return telling(ctx, async () => {
      sessions.signIn(ctx, await provider.finish(ctx.search, attempt))
      ctx.redirect('/')
    })
  })

  router.post('/logout', async (ctx) => {
    const login = sessions.find(ctx)?.login
    sessions.end(ctx)
    if (login === undefined) return ctx.redirect('/')
    return telling(ctx, async () => ctx.redirect(await provider.signOutLocation(login)))
  })

  router.post('/backchannel-logout', parseForm, async (ctx) => {
    try {
      sessions.drop(await provider.readLogoutToken(logoutToken(ctx.request.body)))
      ctx.status = 200
      ctx.body = ''
    } catch {
      ctx.status = 400
      ctx.body = { error: 'invalid_request', error_description: 'not a logout token for this client' }
    }
  })

  const app = createSite()
  app.use(router.routes())
  app.use(router.allowedMethods({ throw: true }))
  return openSite(app, options, 'the demo application')
}

function viewOf({ claims, userInfo }: Login) {
  const { name, preferred_username: username, email } = userInfo
  return {
    name: name ?? username ?? email ?? claims.sub,
    words: inWords(claims),
    claims: inRows(claims),
    userInfo: inRows(userInfo),
  }
}

function logoutToken(body: unknown): string {
  const token =
    typeof body === 'object' && body !== null && 'logout_token' in body ? body.logout_token : undefined
  if (typeof token !== 'string') throw new Error('no logout token')
  return token
}

/** Does what needs the provider, and tells the person in words when it went wrong. */
async function telling(ctx: Context, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AuthorizationResponseError)
      showProblem(ctx, 400, refusalOf(error), { code: error.error })
    else if (error instanceof UnprovedError) showProblem(ctx, 400, error.message)
    else
      showProblem(ctx, 502, 'The provider cannot be reached, or its answer could not be used.', {
        code: codeOf(error),
      })
  }
}

function refusalOf({ error }: AuthorizationResponseError): string {
  return error === 'access_denied' ? 'The sign-in was cancelled.' : 'The provider did not sign you in.'
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
