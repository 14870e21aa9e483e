import { enableFactors } from '../accounts/disable-factor.ts'
import { canonicalIdentifier } from '../accounts/identifier.ts'
import { exitCode } from './running.ts'
import { withStore } from './with-store.ts'

export interface UnlockOptions {
  /** Username, e-mail address or number. */
  readonly user: string
  readonly directory: string
  readonly out: { write(text: string): unknown }
}

/**
 * Clears an account's failure record and, with it, the mark that too many wrong codes left on the account.
 *
 * @returns the exit code
 */
export async function unlockUser({ user, directory, out }: UnlockOptions): Promise<number> {
  return withStore(directory, async ({ accounts, challenges }) => {
    const account = await accounts.findByIdentifier(canonicalIdentifier(user))
    if (account === undefined) {
      out.write('There is no such account.\n')
      return exitCode.failed
    }
    const barrier = await challenges.barrier(account.id)
    // The mark first: whoever is stopped in between is still locked, and the command can be given again.
    await enableFactors({ accounts, clock: Date.now }, account.id)
    await challenges.forgive(account.id)
    const was = barrier === undefined ? 'was not locked' : `was ${barrier.kind}`
    out.write(`${account.username} ${was}; wrong codes are counted from 0 again.\n`)
    return 0
  })
}
