import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isMode, type Mode, modes } from '../demo/gateway-modes.ts'
import { untilStopped } from './running.ts'

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

interface GatewayOptions extends Place {
  readonly mode: Mode
  readonly receiptUrl?: string
}

/** `latchkey demo`, and each of its parts alone. */
export function addDemo(latchkey: Command, config: () => Option): void {
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
  demo
    .command('sms')
    .description('an SMS gateway that answers as told')
    .addOption(host())
    .addOption(port(3003))
    .addOption(new Option('--mode <mode>', 'how it answers').default('accept').argParser(readMode))
    .option('--receipt-url <url>', 'where delivery receipts go, {"id", "status": "delivered"}')
    .action(runSmsGateway)
}

function host(): Option {
  return new Option('--host <address>', 'address to listen on').default('127.0.0.1')
}

function port(number: number): Option {
  return new Option('--port <number>', 'port to listen on').default(number).argParser(Number)
}

function readMode(text: string): Mode {
  if (isMode(text)) return text
  throw new InvalidArgumentError(`Allowed: ${Object.keys(modes).join(', ')}.`)
}

async function runDemo({ config }: { config: string }): Promise<void> {
  await untilStopped(async () => {
    const [{ startDemo }, { watchFolder }] = await Promise.all([
      import('../demo/index.ts'),
      import('../demo/watch.ts'),
    ])
    const demo = await startDemo(config)
    console.log(demo.lines.join('\n'))
    const reload = async () => {
      const lines = await demo.reload()
      if (lines.length > 0) console.log(lines.join('\n'))
    }
    const unwatch = watchFolder(config, reload)
    const close = () => {
      unwatch()
      return demo.close()
    }
    return { reload, close }
  }, true)
}

async function runInbox(place: Place): Promise<void> {
  const { startInbox } = await import('../demo/inbox.ts')
  await untilStopped(async () => {
    const inbox = await startInbox(place)
    console.log(`SMS inbox: ${inbox.url}`)
    return inbox
  })
}

async function runClient({ secretFile, ...options }: ClientOptions): Promise<void> {
  const { startRelyingParty } = await import('../demo/relying-party.ts')
  const clientSecret = (await readFile(secretFile, 'utf8')).trim()
  await untilStopped(async () => {
    const client = await startRelyingParty({ ...options, clientSecret })
    console.log(`relying party: ${options.url}`)
    return client
  })
}

async function runSmsGateway(options: GatewayOptions): Promise<void> {
  const { startSmsGateway } = await import('../demo/sms-gateway.ts')
  await untilStopped(async () => {
    const gateway = await startSmsGateway(options)
    console.log(`SMS gateway: ${gateway.url}/messages, mode ${options.mode}`)
    return gateway
  })
}
