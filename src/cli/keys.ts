import { type Command, type Option, Option as Setting } from 'commander'

/** `latchkey keys`: the signing keys, exchanged without a failed sign-in; docs/keys.md. */
export function addKeys(latchkey: Command, config: () => Option): void {
  const keys = latchkey.command('keys').description('signing keys')
  keys.command('list').description('the keys and what each is for').addOption(config()).action(list)
  keys
    .command('add')
    .description('make a key, to be published and not yet to sign')
    .addOption(new Setting('--alg <algorithm>', 'what it signs').choices(['ES256', 'RS256']).default('ES256'))
    .addOption(config())
    .action(add)
  step(keys, config, 'promote', 'let a published key sign')
  step(keys, config, 'retire', 'take a key out that signs no more')
}

function step(keys: Command, config: () => Option, name: 'promote' | 'retire', description: string): void {
  keys
    .command(name)
    .description(description)
    .argument('<key>', 'its name, as "keys list" shows it')
    .option('--unchecked', 'do not ask the issuer which keys it publishes: you have looked')
    .addOption(config())
    .action(async (kid: string, options: { config: string; unchecked?: true }) => {
      const { moveKey } = await import('./keys-change.ts')
      const asked = { directory: options.config, checked: options.unchecked !== true, out: process.stdout }
      await moveKey(name, kid, asked)
    })
}

async function list({ config }: { config: string }): Promise<void> {
  const { listKeys } = await import('./keys-change.ts')
  await listKeys(config, process.stdout)
}

async function add({ alg, config }: { alg: 'ES256' | 'RS256'; config: string }): Promise<void> {
  const { addKey } = await import('./keys-change.ts')
  await addKey(alg, config, process.stdout)
}
