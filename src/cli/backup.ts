import type { Command, Option } from 'commander'

/** `latchkey backup` and `latchkey restore`: what must outlive the loss of the store; docs/operations.md. */
export function addBackup(latchkey: Command, config: () => Option): void {
  latchkey
    .command('backup')
    .description('write the accounts and what locks them, for restore; the server may run')
    .option('--out <file>', 'a new file, for its owner alone; by default standard output')
    .addOption(config())
    .action(async (options: { config: string; out?: string }) => {
      const { backup } = await import('./backup/backup.ts')
      await backup(options)
    })
  latchkey
    .command('restore')
    .description('fill an empty store from a backup, of either kind; the server must not run')
    .argument('<file>', 'what backup wrote')
    .addOption(config())
    .action(async (file: string, options: { config: string }) => {
      const { restore } = await import('./backup/restore.ts')
      await restore(file, options, process.stdout)
    })
}
