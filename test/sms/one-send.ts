import assert from 'node:assert/strict'
import type { AddressInfo, Server } from 'node:net'
import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import { createGateway, type SendReport } from '../../src/sms/gateway.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { message, settingsFor } from './fake-gateway.ts'

/** Sends one message with a short deadline and tells what was said about its last attempt. */
export async function send(
  origin: string,
  more: Partial<GatewaySettings> = {},
  text: Partial<OutgoingMessage> = {},
) {
  const reports: SendReport[] = []
  const gateway = createGateway(settingsFor(origin, { deadlineMs: 400, ...more }), (report) =>
    reports.push(report),
  )
  const outcome = await gateway.send({ ...message, ...text }, AbortSignal.timeout(gateway.deadlineMs))
  gateway.close()
  const report = reports.at(-1)
  assert.ok(report)
  assert.equal(report.attempt, reports.length)
  assert.deepEqual(outcome, { status: report.outcome, gateway: 'fake' })
  return report
}

/** A server on a free port of loopback, closed when its test is over. */
export async function listening(server: Server): Promise<Server & { origin: string } & AsyncDisposable> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(server, {
    origin: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}
