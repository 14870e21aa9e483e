type Note = (what: string) => void
type Values = ReadonlyMap<string, string>

/** Lines for `deployment.toml`, by table; only what differs from our defaults or was said on purpose. */
export interface DeploymentLines {
  readonly authentication: readonly string[]
  readonly smsOtp: readonly string[]
  readonly parameters: readonly string[]
}

/** @param kind forms count the life of a code in minutes, the file in seconds */
export function deploymentLines(values: Values, kind: 'form' | 'deployment', note: Note): DeploymentLines {
  const form = kind === 'form'
  const parameters = [
    number(values, form ? 'SmsOtpLength' : 'TokenLength', lengths, note),
    number(values, form ? 'SmsOtpExpiryTime' : 'TokenExpiryTime', form ? minutes : seconds, note),
    alphabet(values, note),
    resends(values, note),
    flag(values, 'RetryEnable', note) === false ? 'tries = 1' : undefined,
  ]
  return {
    authentication: switched('mandatory', flag(values, 'SMSOTPMandatory', note)),
    smsOtp: switched('enable', flag(values, 'enable', note)),
    parameters: parameters.filter((line) => line !== undefined),
  }
}

/** How a number of the original becomes one of ours. */
interface Bounds {
  readonly ours: string
  readonly unit: number
  readonly least: number
  readonly most: number
}

const lengths: Bounds = { ours: 'code_length', unit: 1, least: 6, most: 10 }
const minutes: Bounds = { ours: 'lifetime_seconds', unit: 60, least: 60, most: 600 }
const seconds: Bounds = { ...minutes, unit: 1 }
const resendBounds: Bounds = { ours: 'resends', unit: 1, least: 0, most: 5 }

function number(
  values: Values,
  key: string,
  { ours, unit, least, most }: Bounds,
  note: Note,
): string | undefined {
  const written = values.get(key) ?? ''
  if (written === '') return undefined
  if (!/^-?\d{1,9}$/.test(written)) {
    note(`${key}: dropped, because it is no whole number; the default of ${ours} holds`)
    return undefined
  }
  const wanted = Number(written) * unit
  const bounded = Math.min(Math.max(wanted, least), most)
  if (bounded !== wanted) {
    note(`${key}: ${ours} would be ${wanted}; brought to ${bounded}, because ${least} to ${most} are allowed`)
  }
  return `${ours} = ${bounded}`
}

function alphabet(values: Values, note: Note): string | undefined {
  const numeric = flag(values, 'OnlyNumericCharactersForSmsOtp', note)
  const mixed = flag(values, 'EnableAlphanumericToken', note)
  if (numeric === undefined && mixed === undefined) return undefined
  return `alphabet = "${numeric === false || mixed === true ? 'alphanumeric' : 'numeric'}"`
}

function resends(values: Values, note: Note): string | undefined {
  if (flag(values, 'ResendEnable', note) === false) return 'resends = 0'
  if (values.get('MaximumResendAttempts') === '') {
    note(
      'MaximumResendAttempts: blank meant no limit; the default of resends holds, because messages cost money',
    )
  }
  return number(values, 'MaximumResendAttempts', resendBounds, note)
}

function flag(values: Values, key: string, note: Note): boolean | undefined {
  const written = values.get(key)?.toLowerCase() ?? ''
  if (written === 'true' || written === 'false') return written === 'true'
  if (written !== '') note(`${key}: dropped, because it is neither true nor false`)
  return undefined
}

function switched(ours: string, value: boolean | undefined): readonly string[] {
  return value === undefined ? [] : [`${ours} = ${value}`]
}
