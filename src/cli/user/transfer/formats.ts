import type { UserEntry } from '../../../accounts/user-entry.ts'

export type Format = 'csv' | 'jsonl'

/** A record of a file as it was written, and the line it begins on; or why it cannot be read. */
export type FileRecord =
  | { readonly line: number; readonly row: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string }

/** The columns of a CSV file; claims are one JSON text. */
export const columns = [
  'username',
  'email',
  'email_verified',
  'number',
  'number_verified',
  'password_hash',
  'disabled',
  'disable_sms_otp',
  'claims',
] as const satisfies readonly (keyof UserEntry)[]

/** By the name's end, unless it is said. */
export function formatOf(file: string, said: Format | undefined): Format | undefined {
  if (said !== undefined) return said
  if (/\.csv$/i.test(file)) return 'csv'
  return /\.(jsonl|ndjson)$/i.test(file) ? 'jsonl' : undefined
}

/** Of a record, in characters: more than any person needs. */
export const longest = 65_536
