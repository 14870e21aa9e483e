import { reasonDropped } from './import-wso2/dropped.ts'

/** What to write in the place of an option that was called otherwise, here or in the product people come from. */
interface FormerName {
  /** All that mean the same; capitals, blanks and underscores do not count. */
  readonly names: readonly string[]
  /** Whose name it is: `WSO2's name`, or `the name before 0.3.0`. */
  readonly origin: string
  readonly file: 'deployment.toml' | 'users.toml' | 'sms/*.toml'
  /** Dotted; empty for the root, or the file's one kind of row. */
  readonly table: string
  /** The option's name of today; `remark` says how a value is written that was written otherwise. */
  readonly now: string
  readonly remark?: string
}

const wso2 = "WSO2's name"
const deployment = { origin: wso2, file: 'deployment.toml' } as const
const smsOtp = 'authentication.authenticator.sms_otp'
const code = { ...deployment, table: `${smsOtp}.parameters` } as const
const gateway = { origin: wso2, file: 'sms/*.toml', table: '' } as const
const user = { origin: wso2, file: 'users.toml', table: '' } as const

/** An option that is renamed or removed gets a row here, with the version that did it. */
export const formerNames: readonly FormerName[] = [
  { ...code, names: ['TokenLength', 'SmsOtpLength', 'OTPLength', 'SMS OTP length'], now: 'code_length' },
  {
    ...code,
    names: ['TokenExpiryTime', 'TokenValidityPeriod', 'ExpiryTime'],
    now: 'lifetime_seconds',
  },
  {
    ...code,
    names: ['SmsOtpExpiryTime', 'SMS OTP expiry time', 'SMS OTP expiry time (Minutes)'],
    now: 'lifetime_seconds',
    remark: 'in seconds, not minutes',
  },
  {
    ...code,
    names: ['EnableAlphanumericToken', 'AlphanumericToken'],
    now: 'alphabet',
    remark: '"alphanumeric" for true',
  },
  {
    ...code,
    names: ['OnlyNumericCharactersForSmsOtp', 'UseNumericChars', 'Use only numeric characters'],
    now: 'alphabet',
    remark: '"alphanumeric" for false',
  },
  { ...code, names: ['MaximumResendAttempts', 'ResendAttemptsCount'], now: 'resends' },
  { ...code, names: ['ResendEnable'], now: 'resends', remark: '0 for false' },
  { ...code, names: ['RetryEnable'], now: 'tries', remark: '1 for false' },
  { ...code, names: ['ResendBlockDuration'], now: 'cooldown_seconds', remark: 'a list of waits' },
  { ...deployment, table: 'authentication', names: ['SMSOTPMandatory'], now: 'mandatory' },
  { ...deployment, table: smsOtp, names: ['sms_otp_local', 'SMSOTP', 'smsOtpEnabled'], now: 'enable' },
  {
    ...deployment,
    table: 'account',
    names: ['CaptureAndUpdateMobileNumber'],
    now: 'capture',
    remark: '"trust-first-login" for true',
  },
  { ...gateway, names: ['sms_url'], now: 'url' },
  { ...gateway, names: ['http_method'], now: 'method' },
  { ...gateway, names: ['http_headers'], now: 'headers' },
  { ...gateway, names: ['http_payload'], now: 'payload' },
  { ...gateway, names: ['http_response', 'HTTP Response Code'], now: 'response_codes' },
  {
    ...user,
    names: [
      'SMSOTPEnableByUserClaim',
      'EnableByUserClaim',
      'smsotp_disabled',
      'http://wso2.org/claims/identity/smsotp_disabled',
    ],
    now: 'disable_sms_otp',
    remark: 'for each person; whether it counts is second_factor of a client',
  },
  { ...user, names: ['http://wso2.org/claims/mobile', 'mobile'], now: 'number' },
  { ...user, names: ['http://wso2.org/claims/emailaddress', 'emailaddress'], now: 'email' },
  {
    ...user,
    names: [
      'BackupCode',
      'otpbackupcodes',
      'http://wso2.org/claims/otpbackupcodes',
      'http://wso2.org/claims/identity/otpbackupcodes',
    ],
    now: 'backup_codes',
    remark: 'for each person',
  },
]

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
const byName = new Map(formerNames.flatMap((row) => row.names.map((name) => [plain(name), row] as const)))

/** What somebody who writes this name should know: what it is called here, or why it is no option at all. */
export function explainName(name: string): string | undefined {
  const row = byName.get(plain(name))
  if (row === undefined) {
    const reason = reasonDropped(name)
    return reason && `${wso2}; no option here, because ${reason}`
  }
  const { origin, file, table, now, remark } = row
  const place = table === '' ? file : `[${table}] of ${file}`
  return `${origin}; write ${now} in ${place}${remark === undefined ? '' : ` (${remark})`}`
}
