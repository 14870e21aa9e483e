import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import * as oidc from 'openid-client'
import { acrValues } from '../../interactions/assurance.ts'

export interface ClientOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where browsers find the application, without a trailing slash. */
  readonly url: string
}

/** A sign-in under way; kept in the browser's session, so that no other browser can finish it. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Whether new proofs of both factors were asked for. */
  readonly fresh: boolean
  /** Seconds since the epoch. */
  readonly begun: number
}

/** What a sign-in brought. Access and refresh tokens are not kept: the application calls nobody. */
export interface Login {
  readonly claims: Readonly<Record<string, unknown>>
  readonly userInfo: Readonly<Record<string, unknown>>
  /** Hint for the sign-out. */
  readonly idToken: string
}

/** The provider answered, and its answer does not prove what was asked for. */
export class UnprovedError extends Error {}

/** The application's side of OpenID Connect. Nothing is asked of the provider before the first sign-in. */
export function createProviderClient({ issuer, clientId, clientSecret, url }: ClientOptions) {
  const redirectUri = `${url}/callback`
  const configuration = once(() =>
    oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      timeout: 5,
      // A provider on this machine may speak http; an issuer elsewhere must be https.
      execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
    }),
  )
  const keys = once(async () => {
    const { jwks_uri: uri } = (await configuration()).serverMetadata()
    if (uri === undefined) throw new Error('the provider publishes no keys')
    return createRemoteJWKSet(new URL(uri))
  })

  return {
    /** Where to send the browser for a sign-in, and what is needed to finish it. */
    begin: async (fresh: boolean) => beginSignIn(await configuration(), redirectUri, fresh),

    /**
     * Redeems the code and reads who signed in.
     *
     * @param search the callback's query, with its question mark
     * @throws oidc.AuthorizationResponseError when the provider refused; UnprovedError; whatever a broken answer gives
     */
    finish: async (search: string, attempt: Attempt) =>
      finishSignIn(await configuration(), new URL(`${redirectUri}${search}`), attempt),

    /** Where to send the browser to end its session at the provider, too (OpenID Connect RP-Initiated Logout 1.0). */
    async signOutLocation({ idToken }: Login): Promise<string> {
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${url}/` }
      return oidc.buildEndSessionUrl(await configuration(), parameters).href
    },

    /**
     * Checks a logout token by OpenID Connect Back-Channel Logout 1.0 section 2.6. Replays are let through: ending
     * what has ended changes nothing.
     */
    async readLogoutToken(token: string): Promise<{ sid?: unknown; sub?: unknown }> {
      const { payload } = await jwtVerify(token, await keys(), {
        issuer: (await configuration()).serverMetadata().issuer,
        audience: clientId,
        typ: 'logout+jwt',
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['iat', 'exp', 'jti'],
      })
      assertLogout(payload)
      return { sid: payload.sid, sub: payload.sub }
    },
  }
}

async function beginSignIn(config: oidc.Configuration, redirectUri: string, fresh: boolean) {
  const attempt: Attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    fresh,
    begun: Math.floor(Date.now() / 1000),
  }
  const location = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email phone',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    ...(fresh ? freshSecondFactor : {}),
  })
  return { location: location.href, attempt }
}

async function finishSignIn(config: oidc.Configuration, callback: URL, attempt: Attempt): Promise<Login> {
  const tokens = await oidc.authorizationCodeGrant(config, callback, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  const { id_token: idToken } = tokens
  if (claims === undefined || idToken === undefined) throw new Error('there is no ID Token')
  if (attempt.fresh) assertFresh(claims, attempt.begun)
  const userInfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { claims, userInfo, idToken }
}

/**
 * `acr_values` alone is content with a session that has two factors already. `max_age=0` does ask again, but it also
 * binds the client to compare `auth_time`, the time of the oldest factor, with now: whoever waits for the SMS a
 * little would be refused. `prompt=login` asks for both factors again; being only a request, its answer is checked.
 */
const freshSecondFactor = { acr_values: acrValues.twoFactors, prompt: 'login' }

/** Seconds by which the provider's clock may be behind ours. */
const skew = 30

function assertFresh({ acr, auth_time: at }: oidc.IDToken, begun: number): void {
  if (acr !== acrValues.twoFactors) throw new UnprovedError('The provider did not confirm a second factor.')
  if (at === undefined || at < begun - skew) throw new UnprovedError('The provider did not ask again.')
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

function assertLogout({ events, nonce, sid, sub }: JWTPayload): void {
  const isLogout = typeof events === 'object' && events !== null && logoutEvent in events
  if (!isLogout || nonce !== undefined || (sid === undefined && sub === undefined)) {
    throw new Error('not a logout token')
  }
}

/** Does the work at the first call and keeps what it gave. A failure is not kept: the provider may start later. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => {
    done ??= work().catch((error) => {
      done = undefined
      throw error
    })
    return done
  }
}
