import { isIP } from 'node:net'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import type { ExplainSendOptions } from './explain-send.ts'

/** `latchkey explain`: what would happen, by the code that would do it. */
export function addExplain(latchkey: Command, config: () => Option): void {
  const explain = latchkey.command('explain').description('what would happen, and why')
  explain
    .command('send')
    .description('whether an account would be sent a code now')
    .requiredOption('--user <user>', 'username, e-mail address or number')
    .option('--client <id>', "a client's id")
    .option('--ip <address>', 'where the person comes from, in a new browser', address)
    .addOption(config())
    .action(send)
}

function address(written: string): string {
  if (isIP(written) !== 0) return written
  throw new InvalidArgumentError('It is not an IP address; write it like 192.0.2.7 or 2001:db8::1.')
}

async function send(given: Omit<ExplainSendOptions, 'out'>): Promise<void> {
  const { explainSend } = await import('./explain-send.ts')
  process.exitCode = await explainSend({ ...given, out: process.stdout })
}
