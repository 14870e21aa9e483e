import { type Command, Option } from 'commander'
import { recipeNames } from './client/recipes.ts'

/** `latchkey client`: the applications people sign in to. */
export function addClient(latchkey: Command, config: () => Option): void {
  const client = latchkey.command('client').description('applications')
  const json = () => new Option('--json', 'for scripts')
  client
    .command('list')
    .description('every application of clients.toml, a line each')
    .addOption(json())
    .addOption(config())
    .action(list)
  client
    .command('show')
    .description('what an application asks of people, and what to enter on its side')
    .argument('<client>', 'its client_id')
    .addOption(
      new Option('--for <product>', 'ready-made settings for it').choices(recipeNames).conflicts('json'),
    )
    .addOption(json())
    .addOption(config())
    .action(show)
  client
    .command('check')
    .description('look for mistakes in clients.toml')
    .argument('[client]', 'one of them alone')
    .addOption(config())
    .action(check)
  client
    .command('add')
    .description('write an application into clients.toml, with a new secret in a file of its own')
    .argument('<client>', 'the client_id it shall have')
    .option('--redirect <uri...>', 'where people are sent back to after signing in; exact')
    .addOption(
      new Option('--api', 'nobody signs in to it: it asks what access tokens say').conflicts([
        'redirect',
        'logout',
        'public',
      ]),
    )
    .option('--name <name>', 'what people are told they sign in to')
    .option('--logout <uri...>', 'where people are sent back to after signing out')
    .option('--steps <steps>', '"basic" or "basic,smsotp"', 'basic,smsotp')
    .option('--public', 'it cannot keep a secret: an application in the browser or on a device')
    .option('--first-party', 'it is your own: people are not asked for consent')
    .addOption(config())
    .action(add)
}

async function list({ config, json }: { config: string; json?: boolean }): Promise<void> {
  const { listClients } = await import('./client/list.ts')
  process.exitCode = await listClients({ directory: config, json: json === true, out: process.stdout })
}

async function show(id: string, options: { config: string; json?: boolean; for?: string }): Promise<void> {
  const { showClient } = await import('./client/show.ts')
  const { config, json, for: product } = options
  const wanted = { directory: config, id, json: json === true, out: process.stdout }
  process.exitCode = await showClient({ ...wanted, ...(product === undefined ? {} : { product }) })
}

async function check(id: string | undefined, { config }: { config: string }): Promise<void> {
  const { checkClientFile } = await import('./client/check.ts')
  const wanted = { directory: config, out: process.stdout, ...(id === undefined ? {} : { id }) }
  process.exitCode = await checkClientFile(wanted)
}

interface Added {
  readonly config: string
  readonly redirect?: readonly string[]
  readonly api?: boolean
  readonly logout?: readonly string[]
  readonly name?: string
  readonly steps: string
  readonly public?: boolean
  readonly firstParty?: boolean
}

async function add(id: string, { config, api, ...options }: Added, command: Command): Promise<void> {
  if (options.redirect === undefined && api !== true)
    command.error('error: name where people are sent back to with --redirect, or say --api')
  const { addClientEntry } = await import('./client/add.ts')
  process.exitCode = await addClientEntry({ directory: config, id, ...options, out: process.stdout })
}
