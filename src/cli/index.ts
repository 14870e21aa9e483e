import { Command, CommanderError, Option } from 'commander'
import { formatProblem } from '../config/problem.ts'
import { addBackup } from './backup.ts'
import { addClient } from './client.ts'
import { addDemo } from './demo.ts'
import { addExplain } from './explain.ts'
import { addKeys } from './keys.ts'
import { exitCode, fail, untilStopped } from './running.ts'
import { addSecrets } from './secrets.ts'
import { addSms } from './sms.ts'
import { addUser } from './user.ts'

/** The `latchkey` command. Parts are loaded by the command that needs them, so that starting one is quick. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await (await program(argv)).parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage
    else fail(error)
  }
}

async function program(argv: readonly string[]): Promise<Command> {
  const latchkey = new Command('latchkey').description(
    'OpenID Connect provider with a code by SMS as second factor',
  )
  latchkey.exitOverride().showHelpAfterError('(latchkey --help lists the commands)')
  const config = () => new Option('--config <directory>', 'where deployment.toml is').default('config')
  latchkey.command('serve').description('run the provider').addOption(config()).action(serve)
  latchkey
    .command('check')
    .description('look for mistakes in the configuration, and whether store and gateways are there')
    .option('--offline', 'ask nothing over the network')
    .option('--strict', 'let warnings fail, too')
    .option('--json', 'for scripts')
    .addOption(config())
    .action(check)
  latchkey
    .command('reload')
    .description('have the running server take over what the files say now')
    .addOption(config())
    .action(reload)
  latchkey
    .command('status')
    .description('what the running server counts: logins, messages, gateways, store')
    .addOption(config())
    .action(status)
  latchkey
    .command('hash-password')
    .description('read a password and print its hash for users.toml')
    .action(hashPassword)
  latchkey
    .command('import')
    .description('take over settings of another product')
    .command('wso2')
    .description("its SMS OTP form's properties, or its deployment.toml")
    .argument('<file>', 'JSON, lines such as "SMS URL=https://…" or "sms_url=…", or TOML')
    .option('--out <directory>', 'write the gateway file into this configuration instead of printing it')
    .option('--name <name>', 'what the gateway is called', 'imported')
    .action(importWso2)
  addBackup(latchkey, config)
  addSms(latchkey, config)
  await addUser(latchkey, argv)
  addKeys(latchkey, config)
  addSecrets(latchkey, config)
  addClient(latchkey, config)
  addExplain(latchkey, config)
  addDemo(latchkey, config)
  return latchkey
}

async function serve({ config }: { config: string }): Promise<void> {
  await untilStopped(async () => {
    const [{ loadSettings }, { startServer }] = await Promise.all([
      import('../config/load.ts'),
      import('../server.ts'),
    ])
    const load = () => loadSettings({ directory: config, mode: 'serve' })
    const { settings, warnings } = await load()
    for (const warning of warnings) console.error(formatProblem(warning))
    const server = await startServer(settings, load)
    console.error(`Latchkey serves ${settings.server.issuer} on ${server.url}`)
    return server
  }, true)
}

async function reload({ config }: { config: string }): Promise<void> {
  const { reloadRunning } = await import('./reload.ts')
  process.exitCode = await reloadRunning(config, process.stdout)
}

async function status({ config }: { config: string }): Promise<void> {
  const { showStatus } = await import('./status.ts')
  process.exitCode = await showStatus(config, process.stdout)
}

interface Checked {
  readonly config: string
  readonly offline?: true
  readonly strict?: true
  readonly json?: true
}

async function check({ config, offline, ...options }: Checked): Promise<void> {
  const { check: checkConfiguration } = await import('./check/check.ts')
  const asked = { directory: config, mode: 'serve', offline: offline === true, out: process.stdout } as const
  process.exitCode = await checkConfiguration({ ...asked, ...options })
}

async function hashPassword(): Promise<void> {
  const { hashPassword: ask } = await import('./hash-password.ts')
  process.exitCode = await ask({ input: process.stdin, output: process.stdout, errors: process.stderr })
}

async function importWso2(file: string, options: { out?: string; name: string }): Promise<void> {
  const { importFromWso2 } = await import('./import-wso2.ts')
  const streams = { output: process.stdout, errors: process.stderr }
  process.exitCode = await importFromWso2({ file, ...options, ...streams })
}
