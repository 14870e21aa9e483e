const entry = (id: string, lines: string) => `[[client]]
client_id = "${id}"
client_secret = "SECRET"
redirect_uris = ["https://app.example/callback"]
first_party = true
${lines}
`
export const clients = [
  entry('app', 'second_factor = "required"'),
  entry('if-enrolled', 'second_factor = "if-enrolled"'),
  entry('basic', 'authentication_steps = ["basic"]'),
  entry('by-mobile', 'subject_claim = "mobile"\nclaims = ["name", "phone_number"]'),
  entry('remembering', 'accept_remembered_browser = true'),
  entry('third-party', 'default_acr_values = ["urn:latchkey:2fa"]').replace('first_party = true', ''),
].join('\n')

/** Enough of them that no page stops to say how few are left. */
const backups = [...'ABCDEFGH'].map((last) => `K7QM2XW4T${last}`)
export const [backup = ''] = backups
export const twoFactors = 'urn:latchkey:2fa'

export interface Row {
  readonly title: string
  /** Lines of users.toml. */
  readonly person: string
  readonly client: string
  readonly acr?: string
  readonly steps: readonly string[]
  /** What turned the person away, or that every way is closed. */
  readonly because?: string
  /** The file that decided, and the line's beginning there; or what the account or the request says. */
  readonly decided: readonly [by: string, says: string]
}

/** Everybody has another number: they do not use up each other's messages. */
export const rows: readonly Row[] = [
  {
    title: 'a code where one is required',
    person: 'NUMBER',
    client: 'app',
    steps: ['password', 'sms'],
    decided: ['account', 'its number is proved'],
  },
  {
    title: 'opted out, required',
    person: 'NUMBER\ndisable_sms_otp = true',
    client: 'app',
    steps: ['password'],
    because: 'opted-out',
    decided: ['clients.toml', 'second_factor = "required"'],
  },
  {
    title: 'opted out, if-enrolled',
    person: 'NUMBER\ndisable_sms_otp = true',
    client: 'if-enrolled',
    steps: ['password'],
    decided: ['account', 'the person opted out of codes by SMS'],
  },
  {
    title: 'opted out, if-enrolled, two factors asked for',
    person: 'NUMBER\ndisable_sms_otp = true',
    client: 'if-enrolled',
    acr: twoFactors,
    steps: ['password'],
    because: 'opted-out',
    decided: ['request', `acr_values = "${twoFactors}"`],
  },
  {
    title: 'opted out with a backup code',
    person: `NUMBER\ndisable_sms_otp = true\nbackup_codes = "${backups}"`,
    client: 'app',
    steps: ['password', 'backup'],
    decided: ['account', 'backup codes left: 8'],
  },
  {
    title: 'no number',
    person: '',
    client: 'app',
    steps: ['password'],
    because: 'no-number',
    decided: ['account', 'it has no number'],
  },
  {
    title: 'the password alone',
    person: 'NUMBER',
    client: 'basic',
    steps: ['password'],
    decided: ['clients.toml', 'authentication_steps = ["basic"]'],
  },
  {
    title: 'the password alone, two factors asked for',
    person: 'NUMBER',
    client: 'basic',
    acr: twoFactors,
    steps: ['password', 'sms'],
    decided: ['request', `acr_values = "${twoFactors}"`],
  },
  {
    title: 'known by the number',
    person: `NUMBER\nbackup_codes = "${backups}"`,
    client: 'by-mobile',
    steps: ['password', 'sms', 'backup'],
    decided: ['clients.toml', 'subject_claim = "mobile"'],
  },
  {
    title: 'known by a number there is none of',
    person: '',
    client: 'by-mobile',
    steps: ['password'],
    because: 'no-subject',
    decided: ['clients.toml', 'subject_claim = "mobile"'],
  },
  {
    title: 'consent for others',
    person: 'NUMBER',
    client: 'third-party',
    steps: ['password', 'sms', 'consent'],
    decided: ['default', 'first_party = false'],
  },
  {
    title: 'a language that no text is in',
    person: 'NUMBER\nclaims = { locale = "pl" }',
    client: 'app',
    steps: ['password', 'sms'],
    decided: ['default', 'application.default_language = "en"'],
  },
  {
    title: 'a language that a text is in',
    person: 'NUMBER\nclaims = { locale = "fr-CA" }',
    client: 'app',
    steps: ['password', 'sms'],
    decided: ['account', 'locale = "fr-CA"'],
  },
  {
    title: 'disabled',
    person: 'NUMBER\ndisabled = true',
    client: 'app',
    steps: ['password'],
    because: 'disabled',
    decided: ['account', 'it is disabled'],
  },
  {
    title: 'locked',
    person: 'NUMBER',
    client: 'app',
    steps: ['password', 'sms'],
    because: 'closed',
    decided: ['account', 'too many wrong codes'],
  },
]

const numberOf = (index: number) => `+9477888${8800 + index}`
export const userOf = (index: number) => `person-${index}`
export const people = rows.map(({ person }, index) =>
  [
    `username = "${userOf(index)}"`,
    person.replace('NUMBER', `number = "${numberOf(index)}"\nnumber_verified = true`),
  ].join('\n'),
)
