import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import type { Mode } from '../../src/demo/gateway-modes.ts'
import { type SmsGateway, startSmsGateway } from '../../src/demo/sms-gateway.ts'
import type { SendReport } from '../../src/sms/gateway.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { createSender } from '../../src/sms/sender.ts'
import { message, settingsFor } from './fake-gateway.ts'

/** What the demo's gateway answers, as a gateway file would say it. */
export const rule: NonNullable<GatewaySettings['response']> = {
  accepted: { kind: 'json', path: ['accepted'], of: 'every', is: { in: [true] } },
  refusals: [
    {
      means: 'account-empty',
      test: { kind: 'json', path: ['error'], of: 'every', is: { in: ['no credit'] } },
    },
  ],
  messageId: ['id'],
}

/** A gateway that answers as told, with its settings; ended with its test. */
export async function gatewayThat(mode: Mode, more: Partial<GatewaySettings> = {}) {
  const gateway: SmsGateway = await startSmsGateway({ host: '127.0.0.1', port: 0, mode })
  const settings = settingsFor(gateway.url, {
    url: `${gateway.url}/messages`,
    name: mode,
    deadlineMs: 600,
    response: rule,
    ...more,
  })
  return { ...gateway, settings, [Symbol.asyncDispose]: () => gateway.close() }
}

/** Sends messages one after the other through these gateways and tells what came of it. */
export async function sendThrough(
  gateways: readonly GatewaySettings[],
  ...messages: readonly Partial<OutgoingMessage>[]
) {
  const reports: SendReport[] = []
  const sender = createSender({ gateways, onResult: (report) => reports.push(report) })
  const outcomes = []
  for (const more of messages) outcomes.push(await sender.send({ ...message, ...more }))
  await sender.close()
  return { outcomes, reports, last: outcomes.at(-1) }
}
