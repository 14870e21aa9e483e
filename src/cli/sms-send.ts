import { maskNumber } from '../../interactions/sms-otp/mask.ts'
import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import type { SendReport } from '../sms/gateway.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import type { AnswerClass } from '../sms/outcome.ts'
import { createSender } from '../sms/sender.ts'
import { excerptOf } from './answer-excerpt.ts'
import { disguise } from './hide.ts'
import { renderMessage } from './sms-render.ts'
import { readTrialGateway, type TrialOptions, trialMessage } from './sms-trial.ts'

const meanings: Readonly<Record<AnswerClass, string>> = {
  accepted: 'The gateway took the message.',
  'try-later': 'The gateway cannot take it now. In a login the next gateway would be asked.',
  'recipient-refused':
    'The gateway does not send to this number. In a login the next gateway would be asked.',
  'set-up-wrong':
    'The gateway does not accept us: look at the credentials, the sender and the address in its file.',
  'account-empty': 'The account at the gateway has no credit left.',
  unknown:
    'It may have been sent, or not. In a login nobody else would be asked, or there could be two messages.',
}

/**
 * Sends a test message through one gateway, enabled or not, and says what its answer means by the file's rules, with
 * the beginning of what it wrote.
 *
 * @returns the exit code: 0 when it was accepted
 */
export async function sendTrial(options: TrialOptions): Promise<number> {
  const settings = await readTrialGateway(options, { complete: true })
  const message = trialMessage(options)
  const excerpt = await excerptsOf(options, settings, message)
  const say = (line: string) => options.out.write(`${line}\n`)
  say(`Sending to ${maskNumber(message.to)} through ${settings.name}`)
  let last: SendReport | undefined
  const sender = createSender({
    gateways: [{ ...settings, enabled: true }],
    onAnswer: (body) => say(body.trim() === '' ? 'It wrote nothing.' : `It wrote: ${excerpt(body)}`),
    onResult: (report) => {
      last = report
      say(describe(report))
    },
  })
  try {
    const { status, messageId } = await sender.send(message)
    if (messageId !== undefined) say(`Its id there: ${excerpt(messageId)}`)
    say(meanings[last?.class ?? 'unknown'])
    return status === 'accepted' ? 0 : 1
  } finally {
    await sender.close()
  }
}

/** What may be shown of an answer to this message. */
async function excerptsOf(
  options: TrialOptions,
  settings: GatewaySettings,
  message: OutgoingMessage,
): Promise<(body: string) => string> {
  const secrets = new Set<string>()
  const masked = await readTrialGateway(options, {
    complete: true,
    disguise(value) {
      secrets.add(value)
      return disguise(value)
    },
  })
  const rendered = await renderMessage(settings, masked, message)
  return (body) => excerptOf(body, { to: message.to, secrets, settings, rendered })
}

function describe({ attempt, status, milliseconds, outcome, reason }: SendReport): string {
  const answer = status === undefined ? 'no answer' : `status ${status}`
  const why = reason === outcome ? '' : ` (${reason})`
  return `Attempt ${attempt}: ${answer} after ${milliseconds} ms: ${outcome}${why}`
}
