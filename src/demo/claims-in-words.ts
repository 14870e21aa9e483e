import { acrValues } from '../../interactions/assurance.ts'

const levels: Readonly<Record<string, string>> = {
  [acrValues.oneFactor]: 'One factor was proved.',
  [acrValues.twoFactors]: 'Two factors were proved.',
}

/** RFC 8176 section 2, as far as the provider uses it; `mfa` says no more than the level does. */
const methods: Readonly<Record<string, string>> = {
  pwd: 'A password was typed.',
  sms: 'A code sent by text message was typed.',
  otp: 'A backup code was typed.',
}

/** Says what the ID Token's `acr`, `amr` and `auth_time` mean. */
export function inWords(claims: Readonly<Record<string, unknown>>): string[] {
  const { acr, amr, auth_time: at } = claims
  const used = Array.isArray(amr) ? amr.filter((method) => method !== 'mfa').map(nameOf) : []
  const level = typeof acr === 'string' ? [levels[acr] ?? `Level: ${acr}.`] : []
  const time = typeof at === 'number' ? [`The oldest of these proofs was made at ${clockTime(at)}.`] : []
  return [...level, ...used, ...time]
}

function nameOf(method: unknown): string {
  return methods[String(method)] ?? `Method: ${method}.`
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB')
}

/** Claims as rows of text, in the order they came. */
export function inRows(claims: Readonly<Record<string, unknown>>): { name: string; value: string }[] {
  return Object.entries(claims).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
}
