import type { Account } from './account.ts'

/** The standard claims by the scope that asks for them (OpenID Connect Core 1.0, sections 5.1 and 5.4). */
export const standardClaims = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const satisfies Record<string, readonly string[]>

/** Names that belong to the protocol: an account's own claims never speak in its place. */
const reserved = new Set(
  (
    'iss sub aud exp nbf iat jti azp nonce auth_time acr amr at_hash c_hash s_hash sid client_id scope cnf act ' +
    '_claim_names _claim_sources'
  ).split(' '),
)

/** What only the account's own fields say; `preferred_username` is the username unless a claim says otherwise. */
const owned = new Set<string>(['updated_at', ...standardClaims.email, ...standardClaims.phone])

/**
 * The claims about an account, without `sub`, which the client's settings decide.
 *
 * @param scopes when given, only the standard claims that these scopes ask for; otherwise everything, for a
 *   caller that filters itself
 */
export function claimsOf(account: Account, scopes?: Iterable<string>): Record<string, unknown> {
  const claims = { preferred_username: account.username, ...ownClaims(account), ...accountClaims(account) }
  if (scopes === undefined) return claims
  const wanted = new Set<string>([...scopes].flatMap(claimsOfScope))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => wanted.has(name)))
}

function ownClaims(account: Account): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(account.claims ?? {}).filter(([name]) => !reserved.has(name) && !owned.has(name)),
  )
}

function accountClaims({ email, emailVerified, number, numberVerified, updatedAt }: Account) {
  return {
    ...(email !== undefined && { email, email_verified: emailVerified === true }),
    ...(number !== undefined && { phone_number: number, phone_number_verified: numberVerified === true }),
    // Seconds, section 5.1; accounts keep milliseconds.
    updated_at: Math.floor(updatedAt / 1000),
  }
}

function claimsOfScope(scope: string): readonly string[] {
  return Object.entries(standardClaims).find(([name]) => name === scope)?.[1] ?? []
}
