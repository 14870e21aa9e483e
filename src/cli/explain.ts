import { isIP } from 'node:net'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExplainLoginOptions } from './explain/login.ts'
import type { ExplainSendOptions } from './explain/send.ts'

/** `latchkey explain`: what would happen, by the code that would do it. */
export function addExplain(latchkey: Command, config: () => Option): void {
  const explain = latchkey.command('explain').description('what would happen, and why')
  const user = () => new Option('--user <user>', 'username, e-mail address or number').makeOptionMandatory()
  const from = () =>
    new Option('--address <ip>', 'where the person comes from, in a new browser').argParser(address)
  explain
    .command('login')
    .description('what a person would be asked for at a client, and what its tokens would say')
    .addOption(user())
    .requiredOption('--client <id>', "a client's id")
    .option('--acr <acr>', 'what the request asks for')
    .addOption(from())
    .option('--json', 'for scripts')
    .addOption(config())
    .action(login)
  explain
    .command('send')
    .description('whether an account would be sent a code now')
    .addOption(user())
    .option('--client <id>', "a client's id")
    .addOption(from())
    .addOption(config())
    .action(send)
}

function address(written: string): string {
  if (isIP(written) !== 0) return written
  throw new InvalidArgumentError('It is not an IP address; write it like 192.0.2.7 or 2001:db8::1.')
}

async function login(given: Omit<ExplainLoginOptions, 'out'>): Promise<void> {
  const { explainLogin } = await import('./explain/login.ts')
  process.exitCode = await explainLogin({ ...given, out: process.stdout })
}

async function send(given: Omit<ExplainSendOptions, 'out'>): Promise<void> {
  const { explainSend } = await import('./explain/send.ts')
  process.exitCode = await explainSend({ ...given, out: process.stdout })
}
