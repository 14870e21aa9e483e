import { Redis } from 'ioredis'
import { type Configuration, type JWK, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { client } from '../client.ts'
import type { Person } from '../people.ts'
import { exampleAdapter } from './adapter.ts'
import { loginRoutes } from './login.ts'

/** Everything the bare side is told; plain data. */
export interface BareSettings {
  readonly issuer: string
  readonly port: number
  readonly redisUrl: string
  readonly signingKeys: readonly JWK[]
  readonly cookieKeys: readonly string[]
  readonly people: readonly Person[]
  /** Everybody's. */
  readonly passwordHash: string
}

/** oidc-provider by itself: one factor, accounts in memory, no log, no limits, no error pages. */
export function bareProvider(settings: BareSettings): Provider {
  const provider = new Provider(settings.issuer, configuration(settings))
  provider.use(loginRoutes(provider, settings.people, settings.passwordHash))
  return provider
}

function configuration({ redisUrl, signingKeys, cookieKeys, people }: BareSettings): Configuration {
  const byId = new Map(people.map((person) => [person.id, person]))
  return {
    adapter: exampleAdapter(new Redis(redisUrl, { keyPrefix: 'oidc:' })),
    clients: [client],
    jwks: { keys: [...signingKeys] },
    cookies: { keys: [...cookieKeys] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 1800,
      Session: 86_400,
      Grant: 86_400,
    },
    loadExistingGrant: grantSilently,
    findAccount: (_ctx, id) => {
      const person = byId.get(id)
      return person && { accountId: id, claims: () => claimsOf(person) }
    },
  }
}

/** Without it the library asks for consent: a second prompt, with all its reads and writes. */
async function grantSilently(ctx: KoaContextWithOIDC) {
  const { client: { clientId } = {}, session, provider } = ctx.oidc
  if (clientId === undefined || session?.accountId === undefined) return undefined
  const known = session.grantIdFor(clientId)
  if (known !== undefined) return provider.Grant.find(known)
  const grant = new provider.Grant({ clientId, accountId: session.accountId })
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '))
  await grant.save()
  return grant
}

function claimsOf({ id, name, username, email }: Person) {
  return { sub: id, name, preferred_username: username, email, email_verified: true }
}
