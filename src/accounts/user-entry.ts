/** One person as `users.toml` provisions them: keys as the file spells them, so that a diff reads like the file. */
export interface UserEntry {
  readonly username: string
  readonly email?: string
  readonly email_verified?: boolean
  /** E.164 with plus. */
  readonly number?: string
  readonly number_verified?: boolean
  /** A hash string that names its own algorithm; never a password. */
  readonly password_hash?: string
  readonly disabled?: boolean
  /** The guide's "Disable SMSOTP": the person opted out of the code. */
  readonly disable_sms_otp?: boolean
  /** Standard OpenID Connect claims beside the ones above. */
  readonly claims?: Readonly<Record<string, unknown>>
}
