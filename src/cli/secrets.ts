import { Argument, type Command, type Option } from 'commander'
import type { SecretKind } from './secrets-change.ts'

/** `latchkey secrets`: made, and exchanged without a failed sign-in; docs/keys.md. */
export function addSecrets(latchkey: Command, config: () => Option): void {
  const secrets = latchkey.command('secrets').description('cookie and code keys')
  secrets.command('init').description('write the secrets that serve needs').addOption(config()).action(init)
  secrets
    .command('list')
    .description('the keys by name, the first of each kind is in use')
    .addOption(config())
    .action(list)
  secrets
    .command('add')
    .description('make a key, to be recognised and not yet used')
    .addArgument(kind())
    .addOption(config())
    .action(add)
  step(secrets, config, 'promote', 'use a key that every server recognises')
  step(secrets, config, 'retire', 'take a key out that is used no more')
}

function kind(): Argument {
  return new Argument('<kind>', 'which').choices(['cookie', 'code'])
}

function step(secrets: Command, config: () => Option, name: 'promote' | 'retire', description: string): void {
  secrets
    .command(name)
    .description(description)
    .addArgument(kind())
    .argument('<key>', 'its name, as "secrets list" shows it')
    .option('--unchecked', 'do not ask the running server which keys it has: you have looked')
    .addOption(config())
    .action(async (of: SecretKind, kid: string, options: { config: string; unchecked?: true }) => {
      const { moveSecret } = await import('./secrets-change.ts')
      const asked = { directory: options.config, checked: options.unchecked !== true, out: process.stdout }
      await moveSecret(name, of, kid, asked)
    })
}

async function init({ config }: { config: string }): Promise<void> {
  const { initSecrets } = await import('./secrets-init.ts')
  for (const line of await initSecrets(config)) console.log(line)
  console.log('They count once [secrets] in deployment.toml names them.')
}

async function list({ config }: { config: string }): Promise<void> {
  const { listSecrets } = await import('./secrets-change.ts')
  await listSecrets(config, process.stdout)
}

async function add(of: SecretKind, { config }: { config: string }): Promise<void> {
  const { addSecret } = await import('./secrets-change.ts')
  await addSecret(of, config, process.stdout)
}
