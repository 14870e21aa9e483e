import { readFile } from 'node:fs/promises'
import { Command, CommanderError, Option } from 'commander'
import { ConfigurationError, formatProblem } from '../config/problem.ts'

/** Exit codes: 0 fine, 1 refused or failed, 2 wrong usage. */
const exitCode = { failed: 1, usage: 2 }

/** Anything that runs until it is told to stop. */
interface Running {
  close(): Promise<void>
}

interface Place {
  readonly host: string
  readonly port: number
}

interface ClientOptions extends Place {
  readonly url: string
  readonly issuer: string
  readonly clientId: string
  readonly secretFile: string
}

/** The `latchkey` command. Parts are loaded by the command that needs them, so that starting one is quick. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage
    else fail(error)
  }
}

function program(): Command {
  const latchkey = new Command('latchkey').description(
    'OpenID Connect provider with a code by SMS as second factor',
  )
  latchkey.exitOverride().showHelpAfterError('(latchkey --help lists the commands)')
  const config = () => new Option('--config <directory>', 'where deployment.toml is').default('config')
  latchkey.command('serve').description('run the provider').addOption(config()).action(serve)
  latchkey
    .command('check')
    .description('look for mistakes in the configuration')
    .addOption(config())
    .action(check)
  latchkey
    .command('hash-password')
    .description('read a password and print its hash for users.toml')
    .action(hashPassword)
  const secrets = latchkey.command('secrets').description('keys and secrets')
  secrets
    .command('init')
    .description('write the secrets that serve needs')
    .addOption(config())
    .action(secretsInit)
  latchkey
    .command('import')
    .description('take over settings of another product')
    .command('wso2')
    .description("its SMS OTP form's properties, or its deployment.toml")
    .argument('<file>', 'JSON, lines "key=value", or TOML')
    .option('--out <directory>', 'write the gateway file into this configuration instead of printing it')
    .option('--name <name>', 'what the gateway is called', 'imported')
    .action(importWso2)
  const demo = latchkey
    .command('demo')
    .description('try everything on this machine')
    .addOption(config())
    .action(runDemo)
  demo
    .command('inbox')
    .description('only the SMS inbox')
    .addOption(host())
    .addOption(port(3002))
    .action(runInbox)
  demo
    .command('client')
    .description('only the relying party')
    .addOption(host())
    .addOption(port(3001))
    .option('--url <url>', 'where browsers find it', 'http://localhost:3001')
    .option('--issuer <url>', 'the provider', 'http://localhost:3000')
    .option('--client-id <id>', 'its client id', 'demo')
    .requiredOption('--secret-file <path>', 'file that holds its client secret')
    .action(runClient)
  return latchkey
}

function host(): Option {
  return new Option('--host <address>', 'address to listen on').default('127.0.0.1')
}

function port(number: number): Option {
  return new Option('--port <number>', 'port to listen on').default(number).argParser(Number)
}

async function serve({ config }: { config: string }): Promise<void> {
  const [{ loadSettings }, { startServer }] = await Promise.all([
    import('../config/load.ts'),
    import('../server.ts'),
  ])
  const { settings, warnings } = await loadSettings({ directory: config, mode: 'serve' })
  for (const warning of warnings) console.error(formatProblem(warning))
  const server = await startServer(settings)
  console.error(`Latchkey serves ${settings.server.issuer} on ${server.url}`)
  untilStopped(server)
}

async function runDemo({ config }: { config: string }): Promise<void> {
  const { startDemo } = await import('../demo/index.ts')
  const demo = await startDemo(config)
  console.log(demo.lines.join('\n'))
  untilStopped(demo)
}

async function runInbox(place: Place): Promise<void> {
  const { startInbox } = await import('../demo/inbox.ts')
  const inbox = await startInbox(place)
  console.log(`SMS inbox: ${inbox.url}`)
  untilStopped(inbox)
}

async function runClient({ secretFile, ...options }: ClientOptions): Promise<void> {
  const { startRelyingParty } = await import('../demo/relying-party.ts')
  const clientSecret = (await readFile(secretFile, 'utf8')).trim()
  const client = await startRelyingParty({ ...options, clientSecret })
  console.log(`relying party: ${options.url}`)
  untilStopped(client)
}

async function check({ config }: { config: string }): Promise<void> {
  const { check: checkConfiguration } = await import('./check.ts')
  process.exitCode = await checkConfiguration({ directory: config, mode: 'serve', out: process.stdout })
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

async function secretsInit({ config }: { config: string }): Promise<void> {
  const { initSecrets } = await import('./secrets-init.ts')
  for (const line of await initSecrets(config)) console.log(line)
  console.log('They count once [secrets] in deployment.toml names them.')
}

/** The first signal stops in order, the second at once. */
function untilStopped(running: Running): void {
  const stop = () => {
    process.once('SIGTERM', leaveAtOnce)
    process.once('SIGINT', leaveAtOnce)
    running.close().then(
      () => process.exit(0),
      (error) => {
        fail(error)
        process.exit()
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function leaveAtOnce(): void {
  process.exit(exitCode.failed)
}

function fail(error: unknown): void {
  process.exitCode = exitCode.failed
  if (error instanceof ConfigurationError) console.error(error.problems.map(formatProblem).join('\n'))
  else console.error(`latchkey: ${error instanceof Error ? error.message : String(error)}`)
}
