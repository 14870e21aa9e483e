import type { Account } from '../account.ts'
import { passwordBytes, passwordLength } from './secret.ts'

/** Why a password may not be chosen. There are no rules of composition (NIST SP 800-63B-4, 3.1.1.2). */
export type PoorChoice = 'too-short' | 'too-long' | 'common' | 'own-name'

/**
 * Judges a new password: long enough, not one of those that are tried first, and not the person's own name.
 *
 * @param account whose password it would be
 */
export async function poorChoice(
  password: string,
  account: Pick<Account, 'username' | 'email'>,
): Promise<PoorChoice | undefined> {
  if (passwordBytes(password) === undefined) return 'too-long'
  if (Array.from(password).length < passwordLength.least) return 'too-short'
  const plain = password.normalize('NFKC').toLowerCase()
  if (isOwnName(plain, account)) return 'own-name'
  return (await commonPasswords()).has(plain) ? 'common' : undefined
}

/** The name, or the address, with nothing but a few digits or signs around it. */
function isOwnName(plain: string, { username, email = '' }: Pick<Account, 'username' | 'email'>): boolean {
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '')
  const core = letters(plain)
  const names = [username, email, email.split('@')[0] ?? ''].map((name) => letters(name.toLowerCase()))
  return core !== '' && names.includes(core)
}

let common: Promise<ReadonlySet<string>> | undefined

/** Some fifty thousand, the first 3000 of which an attacker would come to in a month. Loaded when first asked for. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) =>
      new Set(Array.from(dictionary['passwords-common'], (word) => String(word).toLowerCase())),
  )
  return common
}
