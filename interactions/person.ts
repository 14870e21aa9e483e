/** An account as the login needs it. */
export interface Person {
  readonly id: string
  /** How the person is named to themselves, on the consent page. */
  readonly label: string
  /** E.164, present only when it may receive codes: stored and proved. */
  readonly number?: string
  /** The guide's "Disable SMSOTP". */
  readonly optedOut: boolean
  /** Too many wrong codes have disabled the factor until an admin clears it. */
  readonly smsDisabled?: boolean
}

/** Where the steps find people. */
export interface People {
  /**
   * The person whose password this is, or undefined: unknown, wrong, disabled and without a password look the
   * same and cost the same.
   */
  authenticate(identifier: string, password: string): Promise<Person | undefined>
  /** Undefined for accounts that are gone or disabled. */
  find(id: string): Promise<Person | undefined>
}
