import type { Interaction } from 'oidc-provider'
import { assuranceOf, type Proof } from './assurance.ts'
import { promptName } from './sms-otp/prompt.ts'

/**
 * Which steps this login has passed. Kept in the provider's own interaction, under a key that is not `login`:
 * it lives and dies with the interaction, and going on early opens nothing.
 */
export interface Progress {
  readonly accountId: string
  readonly proofs: readonly Proof[]
  /** E.164 the account had when the password was proved: the code step needs no second look at the account. */
  readonly number?: string
}

/** Reads progress. Anything that is not exactly our own record counts as none. */
export function readProgress(interaction: Interaction): Progress | undefined {
  const stored = interaction.result?.progress
  return isProgress(stored) ? stored : undefined
}

function isProgress(value: unknown): value is Progress {
  if (typeof value !== 'object' || value === null) return false
  const { accountId, proofs, number } = value as Partial<Record<keyof Progress, unknown>>
  const numberFits = number === undefined || typeof number === 'string'
  return typeof accountId === 'string' && Array.isArray(proofs) && proofs.every(isProof) && numberFits
}

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null) return false
  const { factor, at } = value as Partial<Record<keyof Proof, unknown>>
  return (factor === 'pwd' || factor === 'sms') && Number.isSafeInteger(at)
}

/** True once the interaction has its result: everything but going on would come too late. */
export function isResolved(interaction: Interaction): boolean {
  const { result } = interaction
  return result !== undefined && ('login' in result || 'consent' in result || 'error' in result)
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
