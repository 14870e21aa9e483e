import type { Proof } from './assurance.ts'
import type { Person } from './person.ts'
import type { Policy } from './plan.ts'
import type { Visit } from './step.ts'

/** Why the login prompt comes to a session that was not used for long: the reason's name in the interaction. */
export const idleReason = 'session_idle'

/**
 * The second factor that an idle session brings to a login, once its account's password was proved again in the same
 * browser (NIST SP 800-63B 2.2.3); with its own time, so it makes nothing younger. Undefined where it does not count:
 * anything but idling led here, the account is another one, the session has one factor, the proof is too old or unknown.
 * A session that was signed out is found by nobody, and one that the account ended has a reason of its own.
 */
export async function keptSecondFactor(
  policy: Policy,
  { interaction, clientId, lastSecond }: Visit,
  password: Proof,
  { id: accountId, number }: Person,
): Promise<Proof | undefined> {
  const { prompt, session } = interaction
  if (prompt.name !== 'login' || prompt.reasons.join() !== idleReason) return undefined
  if (session?.accountId !== accountId || session.amr?.includes('mfa') !== true) return undefined
  const second = await lastSecond(accountId)
  // A number that is no longer the account's may be somebody else's: its proof is over with it.
  if (second?.factor === 'sms' && second.number !== number) return undefined
  const maxAge = policy.secondFactorMaxAge(clientId) ?? Number.POSITIVE_INFINITY
  return second !== undefined && password.at - second.at <= maxAge ? second : undefined
}
