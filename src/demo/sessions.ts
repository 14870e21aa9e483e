import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import type { Attempt, Login } from './provider-client.ts'

/** One browser at the demo application. */
export interface Session {
  /** Sign-ins begun and not finished, by their `state`. */
  readonly attempts: Map<string, Attempt>
  login?: Login
}

/** Browsers share the cookies of one host over all its ports: a name of its own keeps us out of the provider's way. */
const cookie = 'latchkey_demo_application'

/** Oldest go first, so that nobody fills the memory. */
const most = { sessions: 1000, attempts: 5 }

/** Sessions in memory, gone with the process. */
export function createSessions(secure: boolean) {
  const sessions = new Map<string, Session>()

  function start(ctx: Context, session: Session): Session {
    const id = randomBytes(32).toString('base64url')
    sessions.set(id, session)
    trim(sessions, most.sessions)
    // Behind a proxy that ends TLS the connection itself is plain, and Koa would refuse to set the cookie.
    if (secure) ctx.cookies.secure = true
    ctx.cookies.set(cookie, id, { httpOnly: true, sameSite: 'lax', secure })
    return session
  }

  function end(ctx: Context): void {
    sessions.delete(ctx.cookies.get(cookie) ?? '')
  }

  const find = (ctx: Context): Session | undefined => sessions.get(ctx.cookies.get(cookie) ?? '')

  return {
    find,
    end,

    /** Remembers a sign-in that is about to begin in this browser. */
    remember(ctx: Context, attempt: Attempt): void {
      const { attempts } = find(ctx) ?? start(ctx, { attempts: new Map() })
      attempts.set(attempt.state, attempt)
      trim(attempts, most.attempts)
    },

    /** Takes a sign-in that was begun in this browser: it can be finished once. */
    take(ctx: Context, state: string): Attempt | undefined {
      const { attempts } = find(ctx) ?? {}
      const attempt = attempts?.get(state)
      attempts?.delete(state)
      return attempt
    },

    /** A login gets a new session id, so that an id planted beforehand is worth nothing. */
    signIn(ctx: Context, login: Login): void {
      const attempts = find(ctx)?.attempts ?? new Map()
      end(ctx)
      start(ctx, { attempts, login })
    },

    /** Ends every login a logout token names: one session by `sid`, or all of a person by `sub`. */
    drop({ sid, sub }: { sid?: unknown; sub?: unknown }): void {
      for (const session of sessions.values()) {
        const claims = session.login?.claims
        const named = sid === undefined ? claims?.sub === sub : claims?.sid === sid
        if (claims && named) delete session.login
      }
    },
  }
}

function trim(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return
    map.delete(key)
  }
}
