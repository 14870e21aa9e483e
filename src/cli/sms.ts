import { type Command, InvalidArgumentError, type Option } from 'commander'
import { parseNumber } from '../numbers/number.ts'
import type { TrialOptions } from './sms-trial.ts'

/** `latchkey sms`: what an admin does with gateways. */
export function addSms(latchkey: Command, config: () => Option): void {
  const sms = latchkey.command('sms').description('gateways')
  const trial = (name: string, description: string) =>
    sms
      .command(name)
      .description(description)
      .argument('<gateway>', "its file's name in sms/, or the path of a file")
      .requiredOption('--to <number>', 'the number to send to, such as +94778888888', phoneNumber)
      .option('--text <text>', 'the text; by default one that holds a code')
      .option('--locale <language>', 'the language of the text, for gateways with templates of their own')
      .addOption(config())
  trial('render', 'print the request a message would become, with secrets hidden').action(render)
  trial('send', 'send a test message and explain the answer').action(send)
  sms
    .command('stop')
    .description('stop all sending, on every instance, without a restart')
    .option('--reason <text>', 'why, for whoever asks', 'by hand')
    .addOption(config())
    .action(stop)
  sms.command('start').description('send again').addOption(config()).action(start)
  sms
    .command('spend')
    .description('what messages have used of money and limits')
    .addOption(config())
    .action(spend)
}

/** E.164 with plus. */
function phoneNumber(written: string): string {
  const parsed = parseNumber(written)
  if (parsed.ok) return parsed.e164
  throw new InvalidArgumentError(`It is not a phone number (${parsed.reason}); write it like +94778888888.`)
}

type Given = Omit<TrialOptions, 'gateway' | 'out'>

async function render(gateway: string, given: Given): Promise<void> {
  const { renderTrial } = await import('./sms-render.ts')
  process.exitCode = await renderTrial({ ...given, gateway, out: process.stdout })
}

async function send(gateway: string, given: Given): Promise<void> {
  const { sendTrial } = await import('./sms-send.ts')
  process.exitCode = await sendTrial({ ...given, gateway, out: process.stdout })
}

async function stop({ config, reason }: { config: string; reason: string }): Promise<void> {
  const { stopSending } = await import('./sms-switch.ts')
  process.exitCode = await stopSending(config, reason, process.stdout)
}

async function start({ config }: { config: string }): Promise<void> {
  const { startSending } = await import('./sms-switch.ts')
  process.exitCode = await startSending(config, process.stdout)
}

async function spend({ config }: { config: string }): Promise<void> {
  const { showSpend } = await import('./sms-spend.ts')
  process.exitCode = await showSpend(config, process.stdout)
}
