import type { Command, Option } from 'commander'
import type { TrialOptions } from './sms-trial.ts'

/** `latchkey sms`: what an admin does with gateways. */
export function addSms(latchkey: Command, config: () => Option): void {
  const sms = latchkey.command('sms').description('gateways')
  const trial = (name: string, description: string) =>
    sms
      .command(name)
      .description(description)
      .argument('<gateway>', "its file's name in sms/, or the path of a file")
      .requiredOption('--to <number>', 'the number to send to, such as +94778888888')
      .option('--text <text>', 'the text; by default one that holds a code')
      .option('--locale <language>', 'the language of the text, for gateways with templates of their own')
      .addOption(config())
  trial('render', 'print the request a message would become, with secrets hidden').action(render)
  trial('send', 'send a test message and explain the answer').action(send)
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
