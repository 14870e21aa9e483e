import type { Factor } from './sms-otp/failures.ts'

/** Something a person proved, in this login or in the session being stepped up. `at`: seconds since the epoch. */
export interface Proof {
  /** As `amr` says it (RFC 8176): `otp` is a backup code, or a bypass that an admin issued. */
  readonly factor: 'pwd' | 'sms' | 'otp'
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
  /** The client takes a remembered browser for the second factor; the tokens then say one. */
  readonly acceptsRememberedBrowser: boolean
}

/** What the person could prove. */
export interface Standing {
  /** A proved number is on the account. */
  readonly enrolled: boolean
  readonly optedOut: boolean
  /** Factors that too many wrong codes have disabled for this account. */
  readonly disabledFactors: readonly Factor[]
  /** How many of them may still be used. */
  readonly backupCodes: number
  /** False when the deployment switched the SMS factor off (`enable=false`). */
  readonly factorEnabled: boolean
  /** The account never had a second factor, and the deployment lets such people enrol a number with the password. */
  readonly mayEnrol: boolean
  /** This browser is remembered for the account; asked for only where it can make a difference. */
  readonly remembered: boolean
}

/** Why two factors are owed and cannot be given; each has a page that says whom to ask. */
export type Obstacle =
  | 'second-factor-off'
  | 'opted-out'
  | 'no-number'
  | 'factor-disabled'
  /** The client knows people by something that this account does not have. */
  | 'no-subject'

/** What is owed after the password. */
export type Plan =
  /** One of these, the usual one first; none where the password is enough. */
  | { readonly second: readonly Factor[] }
  /** A number, and the code to it. */
  | { readonly enrol: true }
  | { readonly obstacle: Obstacle }

/** Default `acr` values, weakest first. Two factors, not SMS: the value does not say which. */
export const acrValues = { oneFactor: 'urn:latchkey:1fa', twoFactors: 'urn:latchkey:2fa' } as const

const passwordAlone: Plan = { second: [] }

/**
 * "Who must prove what", the table of docs/reference.md, and the only place that decides it. Where two factors
 * are required and cannot be had it answers an obstacle, never a shorter list.
 */
export function planFactors(demand: Demand, standing: Standing): Plan {
  const required = requiresTwo(demand)
  if (!required && demand.steps === 'basic') return passwordAlone
  const obstacle = obstacleTo(standing)
  // A disabled factor is owed as well, or a hundred wrong codes would be the way to a sign-in without any.
  if (!required && obstacle !== undefined && obstacle !== 'factor-disabled') return passwordAlone
  const second = secondsOf(standing, obstacle)
  if (second.length > 0) return standing.remembered && mayBeRemembered(demand) ? passwordAlone : { second }
  if (obstacle === 'no-number' && standing.mayEnrol) return { enrol: true }
  return { obstacle: obstacle ?? 'factor-disabled' }
}

/** Whether a remembered browser makes any difference: never to a request that names two factors. */
export function mayBeRemembered(demand: Demand): boolean {
  return demand.acceptsRememberedBrowser && !demand.twoFactorsRequested && demand.steps !== 'basic'
}

function requiresTwo({ twoFactorsRequested, steps, mandatory, secondFactor }: Demand): boolean {
  return twoFactorsRequested || (steps !== 'basic' && (mandatory || secondFactor === 'required'))
}

function secondsOf(
  { backupCodes, disabledFactors }: Standing,
  obstacle: Obstacle | undefined,
): readonly Factor[] {
  return [
    ...(obstacle === undefined ? (['sms'] as const) : []),
    ...(backupCodes > 0 && !disabledFactors.includes('backup') ? (['backup'] as const) : []),
  ]
}

/** What is in the way of a code by SMS. */
function obstacleTo(standing: Standing): Obstacle | undefined {
  if (!standing.factorEnabled) return 'second-factor-off'
  if (standing.optedOut) return 'opted-out'
  if (!standing.enrolled) return 'no-number'
  return standing.disabledFactors.includes('sms') ? 'factor-disabled' : undefined
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
