/**
 * Which of an account's sessions are over before their time. Part of the account, so that it is written in the very step
 * of the change that ends them, and holds on every instance at once (SES-11).
 */
export interface EndedSessions {
  /** All that began until then, but one: milliseconds since the epoch, and the session's uid. */
  readonly all?: { readonly at: number; readonly except?: string }
  readonly single: readonly { readonly uid: string; readonly at: number }[]
}
