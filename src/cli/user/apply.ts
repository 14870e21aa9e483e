import type { Command } from 'commander'
import { createPasswords } from '../../accounts/password.ts'
import { provisionUsers } from '../../assembly/users.ts'
import { loadSettings } from '../../config/load.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { verb } from './verb.ts'

interface ApplyOptions extends Given {
  readonly prune?: true
}

/** `latchkey user apply` */
export function addApply(user: Command, streams: Streams): void {
  verb(user, 'apply', 'apply users.toml, as a start of the server does')
    .option('--prune', 'delete accounts whose entry is gone, for good, instead of disabling them')
    .action((given: ApplyOptions) => atDesk('apply', given, streams, (desk) => apply(desk, given)))
}

async function apply(desk: Desk, { config, prune }: ApplyOptions): Promise<Answer> {
  const { settings } = await loadSettings({ directory: config, mode: 'serve' })
  if (settings.users.length === 0) {
    throw new Refusal('users.toml names nobody, which is more likely a slip than the wish to drop everybody.')
  }
  const { problems, ...counts } = await provisionUsers(settings, desk, createPasswords().derive, prune)
  const lines = problems.map(({ problem }) => problem)
  const sum = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
  return {
    said: [...lines, `${sum.join(', ')}.`].join('\n'),
    facts: { ...counts, problems },
    failed: problems.length > 0,
  }
}
