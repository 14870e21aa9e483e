import type { Settings } from '../../src/config/settings.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'

export const receiptSecret = 'a-secret-of-at-least-32-characters'

/** Every gateway names its messages in its answer, as `{id}`, and tells later what became of them. */
export function withReceipts(settings: Settings): Settings {
  const gateways = settings.gateways.map(
    (gateway): GatewaySettings => ({
      ...gateway,
      response: {
        accepted: { kind: 'json', path: ['id'], of: 'every', is: { present: true } },
        refusals: [],
        messageId: ['id'],
      },
      receipts: {
        secret: receiptSecret,
        messageId: ['id'],
        status: ['status'],
        arrived: ['delivered'],
        failed: ['failed'],
      },
    }),
  )
  return { ...settings, gateways }
}

/** As the vendor: brings a receipt. @returns the answer's status */
export async function bringReceipt(
  issuer: string,
  gateway: string,
  receipt: { readonly id: string; readonly status: string; readonly [more: string]: string },
): Promise<number> {
  const response = await fetch(`${issuer}/sms/receipts/${gateway}/${receiptSecret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(receipt),
  })
  return response.status
}
