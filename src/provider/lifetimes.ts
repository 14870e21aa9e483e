import type { Configuration } from 'oidc-provider'
import type { Settings } from '../config/settings.ts'

/** Long enough to wait for a slow message and try again, longer than any code lives (SES-17). Seconds. */
const interactionLifetime = 1800

/** How long each record of the library lives, in seconds. */
export function lifetimes({ tokens, sessions }: Settings): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: tokens.accessSeconds,
    AuthorizationCode: tokens.codeSeconds,
    IdToken: tokens.idSeconds,
    // From the first of its family on: the library starts anew at each exchange, and a token in use would never end.
    RefreshToken: (_ctx, { iiat }) => secondsLeft(iiat, tokens.refreshSeconds),
    Interaction: interactionLifetime,
    // From the sign-in on: the library starts anew at each use, and a session in use would never end.
    Session: (_ctx, { loginTs }) => secondsLeft(loginTs, sessions.lifetimeSeconds),
    // A grant is made at a sign-in, used by the session until its end, and outlives everything that hangs on it.
    Grant: sessions.lifetimeSeconds + tokens.codeSeconds + tokens.refreshSeconds + tokens.accessSeconds,
  }
}

/** At least one: the library wants a positive lifetime, and what is over ends within it. */
function secondsLeft(since: number | undefined, lifetime: number): number {
  const now = Math.floor(Date.now() / 1000)
  return Math.max(1, (since ?? now) + lifetime - now)
}
