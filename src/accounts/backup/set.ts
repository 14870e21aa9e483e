import { createHmac, randomBytes } from 'node:crypto'
import type { CodeKey } from '../../../interactions/sms-otp/code.ts'
import type { Account } from '../account.ts'
import type { SealedBackupCode } from './stored.ts'

/** Makes the slow hash of a code under a salt; see Passwords.derive. */
export type Derive = (secret: Buffer, salt: Buffer) => Promise<Buffer>

/** Used ones that are remembered; the oldest give way. */
const mostUsed = 200

/** A salt for a new set. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url')
}

/** What one code looks like in a set with this salt, under every key: the first seals, all recognise. */
export async function digestsOf(
  code: string,
  salt: string,
  keys: readonly CodeKey[],
  derive: Derive,
): Promise<ReadonlyMap<string, string>> {
  const slow = await derive(Buffer.from(code), Buffer.from(salt, 'base64url'))
  return new Map(keys.map(({ kid, key }) => [kid, digestUnder(key, slow)]))
}

function digestUnder(key: string, slow: Buffer): string {
  return createHmac('sha256', key).update('latchkey backup 1\n').update(slow).digest('base64url')
}

/** Codes in the form `readBackupCode` gives them, sealed under the first key. */
export async function sealBackupCodes(
  codes: readonly string[],
  salt: string,
  keys: readonly CodeKey[],
  derive: Derive,
): Promise<SealedBackupCode[]> {
  const [key] = keys
  if (key === undefined) throw new Error('backup codes: at least one code key is needed')
  return Promise.all(
    [...new Set(codes)].map(async (code) => {
      const digests = await digestsOf(code, salt, [key], derive)
      return { kid: key.kid, digest: digests.get(key.kid) ?? '' }
    }),
  )
}

/** How many of an account's codes may still be used. */
export function backupCodesLeft({ backupCodes }: Account, now: number): number {
  return (backupCodes?.codes ?? []).filter((code) => isLiving(code, now)).length
}

/** The account without the code that these digests stand for; undefined when it has no such code now. */
export function withoutCode(
  account: Account,
  digests: ReadonlyMap<string, string>,
  now: number,
): Account | undefined {
  const { backupCodes } = account
  const found = codeAmong(account, digests)
  if (backupCodes === undefined || found === undefined || !isLiving(found, now)) return undefined
  return {
    ...account,
    backupCodes: {
      ...backupCodes,
      codes: backupCodes.codes.filter((code) => code !== found),
      used: [...backupCodes.used, found.digest].slice(-mostUsed),
    },
  }
}

/** The account's code that these digests stand for, whether or not it still lives. */
export function codeAmong(
  account: Account | undefined,
  digests: ReadonlyMap<string, string>,
): SealedBackupCode | undefined {
  return account?.backupCodes?.codes.find((code) => digests.get(code.kid) === code.digest)
}

/** Whether they stand for a code of this set that has been used. */
export function wasUsed(account: Account | undefined, digests: ReadonlyMap<string, string>): boolean {
  return account?.backupCodes?.used.some((digest) => [...digests.values()].includes(digest)) === true
}

function isLiving({ expiresAt }: SealedBackupCode, now: number): boolean {
  return expiresAt === undefined || now < expiresAt
}
