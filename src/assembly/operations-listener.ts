import { setTimeout as wait } from 'node:timers/promises'
import type { OperationsSettings } from '../config/settings.ts'
import { operationsHandler } from '../operations/listener.ts'
import type { Metrics } from '../operations/metrics/index.ts'
import { createReadiness } from '../operations/readiness.ts'
import type { SmsSender } from '../sms/sender.ts'
import type { Store } from '../store/store.ts'
import { type listen, stopListening } from '../web/listen.ts'
import type { Watched } from '../web/stop.ts'

/** What health and metrics look at. */
export interface Looked {
  readonly store: Pick<Store, 'ping'>
  readonly sender: Pick<SmsSender, 'leftAlone'>
}

/**
 * Serves health and metrics.
 *
 * @param open listens; only the server opens connections
 * @returns what is to be done about it when the server stops
 */
export async function serveOperations(
  { host, port, stopWaitSeconds }: OperationsSettings,
  metrics: Metrics,
  open: typeof listen,
  { store, sender }: Looked,
): Promise<Watched> {
  const readiness = createReadiness(store.ping)
  metrics.configured()
  metrics.gateways(sender.leftAlone)
  const server = await open(operationsHandler(readiness, metrics), host, port, '[operations]')
  return {
    async leave() {
      readiness.stop()
      await wait(stopWaitSeconds * 1000)
    },
    last: () => stopListening(server, 0),
  }
}
