/** Something a person proved, in this login or in the session being stepped up. `at`: seconds since the epoch. */
export interface Proof {
  readonly factor: 'pwd' | 'sms'
  readonly at: number
}

/** What a request asks for, from the client's entry, the deployment and the request itself. */
export interface Demand {
  readonly steps: 'basic' | 'basic+smsotp'
  readonly secondFactor: 'required' | 'if-enrolled'
  /** `mandatory = true` makes every client with a second step a required one. */
  readonly mandatory: boolean
  /** The request asks for an `acr` of two factors. */
  readonly twoFactorsRequested: boolean
}

/** What the person could prove. */
export interface Standing {
  /** A proved number is on the account. */
  readonly enrolled: boolean
  readonly optedOut: boolean
  /** Too many wrong codes have disabled it for this account. */
  readonly disabled: boolean
  /** False when the deployment switched the SMS factor off (`enable=false`). */
  readonly factorEnabled: boolean
}

/** Why two factors are owed and cannot be given; each has a page that says whom to ask. */
export type Obstacle =
  | 'second-factor-off'
  | 'opted-out'
  | 'no-number'
  | 'factor-disabled'
  /** The client knows people by something that this account does not have. */
  | 'no-subject'

export type Plan = { readonly factors: readonly Proof['factor'][] } | { readonly obstacle: Obstacle }

/** Default `acr` values, weakest first. Two factors, not SMS: the value does not say which. */
export const acrValues = { oneFactor: 'urn:latchkey:1fa', twoFactors: 'urn:latchkey:2fa' } as const

/**
 * "Who must prove what", the table of docs/reference.md, and the only place that decides it. Where two factors
 * are required and cannot be had it answers an obstacle, never a shorter list.
 */
export function planFactors(demand: Demand, standing: Standing): Plan {
  const { twoFactorsRequested, steps, mandatory, secondFactor } = demand
  const withSecondStep = steps === 'basic+smsotp'
  const required = twoFactorsRequested || (withSecondStep && (mandatory || secondFactor === 'required'))
  if (!required && !withSecondStep) return { factors: ['pwd'] }
  const obstacle = obstacleTo(standing)
  // Or a hundred wrong codes would be the way to a sign-in without any.
  if (obstacle === 'factor-disabled') return { obstacle }
  if (obstacle === undefined) return { factors: ['pwd', 'sms'] }
  return required ? { obstacle } : { factors: ['pwd'] }
}

function obstacleTo(standing: Standing): Obstacle | undefined {
  if (!standing.factorEnabled) return 'second-factor-off'
  if (standing.optedOut) return 'opted-out'
  if (!standing.enrolled) return 'no-number'
  return standing.disabled ? 'factor-disabled' : undefined
}

/** What the tokens say of a login, from what was proved and nothing else (RFC 8176; OpenID Connect Core 2). */
export function assuranceOf(proofs: readonly Proof[]): { acr: string; amr: string[]; ts: number } {
  const factors = new Set(proofs.map((proof) => proof.factor))
  const both = factors.size > 1
  return {
    acr: both ? acrValues.twoFactors : acrValues.oneFactor,
    amr: both ? [...factors, 'mfa'] : [...factors],
    // auth_time is the time of the oldest factor used.
    ts: Math.min(...proofs.map((proof) => proof.at)),
  }
}
