import type { Command } from 'commander'

/** `latchkey user`: what an admin does with accounts. The verbs are loaded when one is asked for. */
export async function addUser(latchkey: Command, argv: readonly string[]): Promise<void> {
  const user = latchkey.command('user').description('accounts')
  if (!argv.includes('user')) return
  const { addVerbs } = await import('./user/verbs.ts')
  addVerbs(user, {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    exit: (code) => {
      process.exitCode = code
    },
    onInterrupt(told) {
      process.once('SIGINT', told)
      return () => process.off('SIGINT', told)
    },
  })
}
