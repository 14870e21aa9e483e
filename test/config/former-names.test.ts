import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceFiles } from '../../scripts/reference/files.ts'
import { sectionsOf } from '../../scripts/reference/sections.ts'
import { formerNames } from '../../src/config/former-names.ts'
import { type Case, problemsOf } from './support.ts'

const url = 'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n'
const parameters = (line: string) => ({
  'deployment.toml': `[server]\nissuer = "https://login.example.com"\n[authentication.authenticator.sms_otp.parameters]\n${line}\n`,
})
const inParameters = '[authentication.authenticator.sms_otp.parameters]'

const cases: readonly Case[] = [
  [
    'a length of the guide',
    parameters('TokenLength = 8'),
    [
      `deployment.toml:4:1: ${inParameters} TokenLength: unknown key: WSO2's name; write code_length in ${inParameters} of deployment.toml`,
    ],
  ],
  [
    'minutes of the form, spelled as its label',
    { 'sms/main.toml': `${url}"SMS OTP expiry time" = 5\n` },
    [
      `sms/main.toml:2:1: SMS OTP expiry time: unknown key: WSO2's name; write lifetime_seconds in ${inParameters} of deployment.toml (in seconds, not minutes)`,
    ],
  ],
  [
    'the opt-out, which belongs to people',
    parameters('EnableByUserClaim = true'),
    [
      `deployment.toml:4:1: ${inParameters} EnableByUserClaim: unknown key: WSO2's name; write disable_sms_otp in users.toml (for each person; whether it counts is second_factor of a client)`,
    ],
  ],
  [
    "the connection's fields",
    { 'sms/main.toml': `${url}http_method = "GET"\n"HTTP Response Code" = "200"\n` },
    [
      "sms/main.toml:2:1: http_method: unknown key: WSO2's name; write method in sms/*.toml",
      "sms/main.toml:3:1: HTTP Response Code: unknown key: WSO2's name; write response_codes in sms/*.toml",
    ],
  ],
  [
    'a claim as a key',
    { 'users.toml': '[[user]]\nusername = "maria"\n"http://wso2.org/claims/mobile" = "94778888888"\n' },
    [
      "users.toml:3:1: [user #1] http://wso2.org/claims/mobile: unknown key: WSO2's name; write number in users.toml",
    ],
  ],
  [
    'an option that is none here',
    parameters('showAuthFailureReason = true'),
    [
      `deployment.toml:4:1: ${inParameters} showAuthFailureReason: unknown key: WSO2's name; no option here, because a page says why as far as it helps nobody else`,
    ],
  ],
  [
    'a table',
    {
      'deployment.toml':
        '[server]\nissuer = "https://login.example.com"\n[authentication.authenticator.sms_otp_local]\n',
    },
    [
      "deployment.toml:3:1: [authentication.authenticator] sms_otp_local: unknown table: WSO2's name; write enable in [authentication.authenticator.sms_otp] of deployment.toml",
    ],
  ],
]

for (const [title, files, expected] of cases) {
  test(`a name of before is explained: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

test('what a former name leads to is an option of today, and no former name is one', () => {
  const options = referenceFiles.flatMap(({ path, schema, base }) =>
    sectionsOf(schema, base).flatMap(({ path: table, options }) =>
      options.map(({ name }) => [path, table.slice(base.length).join('.'), name].join(' ')),
    ),
  )
  for (const { file, table, now } of formerNames) {
    const path = `config/${file.replace('*', 'inbox')}`
    assert.ok(options.includes([path, table, now].join(' ')), `${file} ${table} ${now}`)
  }
  const names = new Set(options.map((option) => option.split(' ').at(-1)))
  assert.deepEqual(
    formerNames.flatMap((row) => row.names).filter((name) => names.has(name)),
    [],
  )
})

/** Every option of the original's page and form (wso2-extensions/identity-outbound-auth-sms-otp). */
const originals =
  'SMSOTPAuthenticationEndpointURL SMSOTPAuthenticationEndpointErrorPage MobileNumberRegPage RetryEnable ResendEnable MaximumResendAttempts EnableUserBasedResendBlocking ResendBlockDuration BackupCode SMSOTPEnableByUserClaim SMSOTPMandatory CaptureAndUpdateMobileNumber SendOTPDirectlyToMobile SendOtpToFederatedMobile federatedMobileAttributeKey usecase userAttribute SMSOTP-userAttribute secondaryUserstore EnableAlphanumericToken TokenLength TokenExpiryTime EnableAccountLockingForFailedAttempts showAuthFailureReason UseInternalErrorCodes enable_payload_encoding_for_sms_otp screenUserAttribute noOfDigits order screenUserAttributeMaskRegex redirectToMultiOptionPageOnFailure enableRetryFromAuthenticator Tags sms_url http_method http_response show_detailed_error_info values_to_be_masked mobile_number_regex mobile_number_pattern_failure_error_message SmsOtpLength SmsOtpExpiryTime OnlyNumericCharactersForSmsOtp'.split(
    ' ',
  )

test('every option of the original is explained', async (t) => {
  const problems = await problemsOf(t, parameters(originals.map((name) => `${name} = "x"`).join('\n')))
  assert.equal(problems.length, originals.length)
  for (const line of problems) {
    assert.match(line, /: unknown key: WSO2's name; (write \w+ in |no option here, because \w)/)
  }
})
