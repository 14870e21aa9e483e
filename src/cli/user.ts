import type { Command, Option } from 'commander'

/** `latchkey user`: what an admin does with one account. */
export function addUser(latchkey: Command, config: () => Option): void {
  const user = latchkey.command('user').description('accounts')
  user
    .command('unlock')
    .description('let an account try codes again after too many wrong ones')
    .argument('<user>', 'username, e-mail address or number')
    .addOption(config())
    .action(unlock)
}

async function unlock(user: string, { config }: { config: string }): Promise<void> {
  const { unlockUser } = await import('./user-unlock.ts')
  process.exitCode = await unlockUser({ user, directory: config, out: process.stdout })
}
