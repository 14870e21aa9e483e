import { setTimeout as wait } from 'node:timers/promises'
import type { OperationsSettings } from '../config/settings.ts'
import { operationsHandler } from '../operations/listener.ts'
import type { Metrics } from '../operations/metrics/index.ts'
import { thisProcess } from '../operations/process.ts'
import { createReadiness } from '../operations/readiness.ts'
import type { Store } from '../store/store.ts'
import { type listen, stopListening } from '../web/listen.ts'
import type { Watched } from '../web/stop.ts'
import type { Configuration } from './configuration.ts'

/** What health and metrics look at. */
export interface Looked {
  readonly store: Pick<Store, 'ping' | 'clockDifference'>
  readonly configuration: Pick<Configuration, 'settings' | 'leftAlone' | 'status'>
}

/**
 * Serves health and metrics.
 *
 * @param open listens; only the server opens connections
 * @returns what is to be done about it when the server stops
 */
export async function serveOperations(
  { host, port }: OperationsSettings,
  metrics: Metrics,
  open: typeof listen,
  { store, configuration }: Looked,
): Promise<Watched> {
  const readiness = createReadiness(store)
  metrics.configured()
  metrics.gateways(configuration.leftAlone)
  const status = () => ({ ...thisProcess(), ...configuration.status() })
  const names = () => [host, ...(configuration.settings().operations?.names ?? [])]
  const server = await open(operationsHandler(readiness, metrics, status, names), host, port, '[operations]')
  return {
    async leave() {
      readiness.stop()
      await wait((configuration.settings().operations?.stopWaitSeconds ?? 0) * 1000)
    },
    last: () => stopListening(server, 0),
  }
}
