import type { Interaction } from 'oidc-provider'
import { assuranceOf, type Plan, type Proof } from './assurance.ts'
import type { Person } from './person.ts'
import type { Factor } from './sms-otp/failures.ts'
import { promptName } from './sms-otp/prompt.ts'

/**
 * Which steps this login has passed. Kept in the provider's own interaction, under a key that is not `login`:
 * it lives and dies with the interaction, and going on early opens nothing.
 */
export interface Progress {
  readonly accountId: string
  readonly proofs: readonly Proof[]
  /** What may be proved next, as planned when the password was; none while a number is enrolled. */
  readonly second: readonly Factor[]
  /**
   * The account has no number yet and is getting one: E.164 once it was typed, and not proved before its code was. Its
   * name is kept with it, since a key that is exchanged in between would give it another one.
   */
  readonly enrolment?: { readonly number?: string; readonly name?: string }
  /** E.164 the account had when the password was proved; see stillFits. */
  readonly number?: string
  /** What stood for the proved password; see Person. */
  readonly password?: string
  /** The account's language (BCP 47), for the pages and the message after the password. */
  readonly locale?: string
}

/** Reads progress. Anything that is not exactly our own record counts as none. */
export function readProgress(interaction: Interaction): Progress | undefined {
  const stored = interaction.result?.progress
  return isProgress(stored) ? stored : undefined
}

function isProgress(value: unknown): value is Progress {
  if (typeof value !== 'object' || value === null) return false
  const { accountId, proofs, second, enrolment, number, password, locale } = value as Partial<
    Record<keyof Progress, unknown>
  >
  return (
    typeof accountId === 'string' &&
    Array.isArray(proofs) &&
    proofs.every(isProof) &&
    Array.isArray(second) &&
    second.every((factor) => factor === 'sms' || factor === 'backup') &&
    (enrolment === undefined || isEnrolment(enrolment)) &&
    isText(number) &&
    isText(password) &&
    isText(locale)
  )
}

function isEnrolment(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { number, name } = value as { readonly number?: unknown; readonly name?: unknown }
  return isText(number) && isText(name) && (number === undefined) === (name === undefined)
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null) return false
  const { factor, at } = value as Partial<Record<keyof Proof, unknown>>
  return (factor === 'pwd' || factor === 'sms' || factor === 'otp') && Number.isSafeInteger(at)
}

/** True once the interaction has its result: everything but going on would come too late. */
export function isResolved(interaction: Interaction): boolean {
  const { result } = interaction
  return result !== undefined && ('login' in result || 'consent' in result || 'error' in result)
}

/** Where a login stands once its password is proved and something more is owed. */
export function begun(
  { id, number, password, locale }: Person,
  proof: Proof,
  plan: Exclude<Plan, { obstacle: unknown }>,
): Progress {
  const owed = 'enrol' in plan ? { second: [], enrolment: {} } : { second: plan.second }
  const known = {
    ...(number === undefined ? {} : { number }),
    ...(password === undefined ? {} : { password }),
    ...(locale === undefined ? {} : { locale }),
  }
  return { accountId: id, proofs: [proof], ...owed, ...known }
}

/**
 * Whether what was proved still counts: the password is the same, and so is the number that codes go to. Either may have
 * been changed because somebody else has it. The number of somebody who enrols is looked at when it is written.
 *
 * @param person as they are now; undefined when the account is gone or disabled
 */
export function stillFits({ number, password, enrolment }: Progress, person: Person | undefined): boolean {
  const sameNumber = enrolment !== undefined || person?.number === number
  return person !== undefined && person.password === password && sameNumber
}

/** Begins the login anew: what was proved for it no longer fits. */
export async function forgetProgress(interaction: Interaction): Promise<void> {
  interaction.result = {}
  await interaction.persist()
}

/** Saves what has been proved so far. */
export async function saveProgress(interaction: Interaction, progress: Progress): Promise<void> {
  interaction.result = { progress }
  await interaction.persist()
}

/**
 * Finishes the login: the one place that writes `login`. The prompt's own name must be among the keys, or the
 * library asks for the prompt again.
 */
export async function finishLogin(
  interaction: Interaction,
  accountId: string,
  proofs: readonly Proof[],
): Promise<void> {
  const login = { accountId, ...assuranceOf(proofs) }
  interaction.result = interaction.prompt.name === promptName ? { login, [promptName]: {} } : { login }
  await interaction.persist()
}

/** Ends the request with consent given. */
export async function finishConsent(interaction: Interaction, grantId: string): Promise<void> {
  interaction.result = { consent: { grantId } }
  await interaction.persist()
}

/** Ends the request with an OAuth error for the client; the library delivers it on resume. */
export async function endWithError(
  interaction: Interaction,
  error: string,
  description: string,
): Promise<void> {
  interaction.result = { error, error_description: description }
  await interaction.persist()
}
