/** One person as users.toml describes them, in the file's own spelling. */
export interface UserEntry {
  /** Names the account: entries and accounts are matched by it, in canonical form. */
  readonly username: string
  readonly email?: string
  /** Default false. */
  readonly email_verified?: boolean
  /** E.164 or the plain form `94778888888`. */
  readonly number?: string
  /** Default true: an admin's word is enough. */
  readonly number_verified?: boolean
  /** As `latchkey hash-password` prints it, or a hash that describeHash accepts. */
  readonly password_hash?: string
  /** Default false. */
  readonly disabled?: boolean
  /** The guide's "Disable SMSOTP". Default false. */
  readonly disable_sms_otp?: boolean
  /** `123456,654321`, or a list; hashed when they are applied. */
  readonly backup_codes?: string | readonly string[]
  /** Default false: codes of fewer than ten characters are a mistake. */
  readonly allow_short_codes?: boolean
  /** Standard OpenID Connect claims beside the ones above. */
  readonly claims?: Readonly<Record<string, unknown>>
}
