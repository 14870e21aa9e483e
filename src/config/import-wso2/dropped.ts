/** What the rest of the import reads, by where it stands. */
const used = {
  form: [
    'sms_url',
    'http_method',
    'headers',
    'payload',
    'http_response',
    'SmsOtpLength',
    'SmsOtpExpiryTime',
    'OnlyNumericCharactersForSmsOtp',
  ],
  deployment: [
    'enable',
    'SMSOTPMandatory',
    'TokenLength',
    'TokenExpiryTime',
    'EnableAlphanumericToken',
    'ResendEnable',
    'MaximumResendAttempts',
    'RetryEnable',
  ],
} as const

const ownPages = 'pages are our own'
const noFederation = 'people log in with accounts of this server only'
const ownMask = 'a number is always shown by its last digits'
const ownErrors = 'what a gateway answers is never shown to people'

/** Options without a counterpart, and why. */
const reasons: Readonly<Record<string, string>> = {
  show_detailed_error_info: ownErrors,
  values_to_be_masked: ownErrors,
  UseInternalErrorCodes: ownErrors,
  mobile_number_regex: 'every number is checked for being a real one, by the server',
  mobile_number_pattern_failure_error_message: 'every number is checked for being a real one, by the server',
  SMSOTPAuthenticationEndpointURL: ownPages,
  SMSOTPAuthenticationEndpointErrorPage: ownPages,
  MobileNumberRegPage: ownPages,
  redirectToMultiOptionPageOnFailure: ownPages,
  enableRetryFromAuthenticator: ownPages,
  Tags: ownPages,
  showAuthFailureReason: 'a page says why as far as it helps nobody else',
  ResendBlockDuration: 'waits between messages stand in cooldown_seconds',
  EnableUserBasedResendBlocking: 'messages are counted for each account whatever it says',
  EnableAccountLockingForFailedAttempts: 'wrong codes are always limited',
  enable_payload_encoding_for_sms_otp: 'values are always encoded for the place they stand in',
  SMSOTPEnableByUserClaim: 'opting out is disable_sms_otp of a user; a client decides whether it counts',
  BackupCode: 'codes for emergencies are not taken over',
  CaptureAndUpdateMobileNumber: 'numbers come from users.toml',
  SendOTPDirectlyToMobile: noFederation,
  SendOtpToFederatedMobile: noFederation,
  federatedMobileAttributeKey: noFederation,
  usecase: noFederation,
  userAttribute: noFederation,
  'SMSOTP-userAttribute': noFederation,
  secondaryUserstore: noFederation,
  screenUserAttribute: ownMask,
  noOfDigits: ownMask,
  order: ownMask,
  screenUserAttributeMaskRegex: ownMask,
}

/** Why an option of the original is none here; undefined for names that it has not, or that have a counterpart. */
export function reasonDropped(key: string): string | undefined {
  return Object.hasOwn(reasons, key) ? reasons[key] : undefined
}

/** A sentence for each option that has a value and goes nowhere. */
export function droppedNotes(
  values: ReadonlyMap<string, string>,
  kind: 'form' | 'deployment',
): readonly string[] {
  const read: readonly string[] = used[kind]
  return [...values]
    .filter(([key, value]) => value !== '' && !read.includes(key))
    .map(
      ([key]) =>
        `${key.slice(0, 80)}: dropped, because ${reasonDropped(key) ?? 'it is no option that is known'}`,
    )
}
