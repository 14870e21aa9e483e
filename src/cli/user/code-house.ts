import type { CodeHouse } from '../../accounts/admin/backup-codes.ts'
import { createPasswords } from '../../accounts/password.ts'
import { loadSecrets } from '../../config/load.ts'
import type { Desk } from './desk.ts'

/** What backup codes are sealed with: the keys of the server. @throws ConfigurationError when there are none */
export async function codeHouse({ accounts, clock }: Desk, directory: string): Promise<CodeHouse> {
  const { codeKeys } = await loadSecrets(directory)
  return { accounts, clock, keys: codeKeys, derive: createPasswords().derive }
}
