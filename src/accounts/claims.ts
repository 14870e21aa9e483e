import { standardClaims } from '../../interactions/claims.ts'
import type { Account } from './account.ts'

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
 * The claims about an account, without `sub`, which the client's settings decide. All of them: the library picks
 * those that the granted scopes and claims name.
 */
export function claimsOf(account: Account): Record<string, unknown> {
  return { preferred_username: account.username, ...ownClaims(account), ...accountClaims(account) }
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
