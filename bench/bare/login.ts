import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { verify } from '@node-rs/argon2'
import type { Provider } from 'oidc-provider'
import type { Person } from '../people.ts'

/** The least login that works: a form, one password, the provider's own finish. */
export function loginRoutes(provider: Provider, people: readonly Person[], passwordHash: string) {
  const byName = new Map(people.map((person) => [person.username, person]))
  const router = new Router()
  router.get('/interaction/:uid', async (ctx) => {
    const { uid } = await provider.interactionDetails(ctx.req, ctx.res)
    ctx.type = 'html'
    ctx.body = page(uid)
  })
  router.post('/interaction/:uid/password', bodyParser(), async (ctx) => {
    const { identifier, password } = ctx.request.body as Record<string, string>
    const person = byName.get(identifier ?? '')
    if (person === undefined || !(await verify(passwordHash, password ?? ''))) return ctx.throw(422)
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: person.id } })
  })
  return router.routes()
}

function page(uid: string): string {
  return `<!doctype html>
<html lang="en">
<title>Sign in</title>
<form method="post" action="/interaction/${uid}/password">
  <input name="identifier" autocomplete="username">
  <input name="password" type="password" autocomplete="current-password">
  <button>Sign in</button>
</form>
</html>`
}
