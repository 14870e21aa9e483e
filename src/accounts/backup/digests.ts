import type { CodeKey } from '../../../interactions/sms-otp/code.ts'
import { type Derive, digestsOf } from './set.ts'
import type { BackupCodes, SealedBackupCode } from './stored.ts'

/** What one code looks like under every key, by kid; the first one seals. */
export type CodeDigests = ReadonlyMap<string, string>

/** How codes are sealed and told again. */
export interface Sealing {
  /** The first seals, all recognise. */
  readonly keys: readonly CodeKey[]
  readonly derive: Derive
}

/** Hashes codes, in the form `readBackupCode` gives them, under a salt. One slow hash a code. */
export async function digestAll(
  codes: readonly string[],
  salt: string,
  { keys, derive }: Sealing,
): Promise<CodeDigests[]> {
  const list: CodeDigests[] = []
  // One after the other: a long list must not fill the queue that sign-ins wait in.
  for (const code of codes) list.push(await digestsOf(code, salt, keys, derive))
  return list
}

/** A list in the place of the codes that were there. Used ones do not come back; a bypass is none of the list and stays. */
export function withCodeList(before: BackupCodes, list: readonly CodeDigests[], now: number): BackupCodes {
  const unused = list.filter(
    (digests) => ![...digests.values()].some((digest) => before.used.includes(digest)),
  )
  const bypasses = before.codes.filter(({ expiresAt }) => expiresAt !== undefined && now < expiresAt)
  return { ...before, codes: [...unused.map(sealed), ...bypasses] }
}

/** One code more, which is over after its time. */
export function withBypass(
  before: BackupCodes,
  code: CodeDigests,
  expiresAt: number,
  now: number,
): BackupCodes {
  const living = before.codes.filter((each) => each.expiresAt === undefined || now < each.expiresAt)
  return { ...before, codes: [...living, { ...sealed(code), expiresAt }] }
}

/** The same codes, used ones too, under the first key, as far as they are among these. */
export function underFirstKey(before: BackupCodes, list: readonly CodeDigests[]): BackupCodes {
  const found = (digest: string) => list.find((digests) => [...digests.values()].includes(digest))
  const renewed = (digest: string) => {
    const digests = found(digest)
    return digests === undefined ? undefined : sealed(digests)
  }
  return {
    ...before,
    codes: before.codes.map((code) => ({ ...code, ...renewed(code.digest) })),
    used: before.used.map((digest) => renewed(digest)?.digest ?? digest),
  }
}

function sealed(digests: CodeDigests): SealedBackupCode {
  const [first] = digests
  if (first === undefined) throw new Error('backup codes: at least one code key is needed')
  const [kid, digest] = first
  return { kid, digest }
}
