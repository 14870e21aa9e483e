import type { Settings } from '../config/settings.ts'
import { type Audit, createAudit } from '../operations/audit.ts'
import { createLog, flushLog, type Log } from '../operations/log.ts'
import type { Metrics } from '../operations/metrics/index.ts'
import { openSink } from '../operations/sink.ts'
import type { SendReport } from '../sms/gateway.ts'
import type { Store } from '../store/store.ts'
import { timed } from '../store/timed.ts'
import type { listen } from '../web/listen.ts'
import type { Watched } from '../web/stop.ts'
import { type Looked, serveOperations } from './operations-listener.ts'

/** What watches the server: made before anything else, and closed last. */
export interface Operations {
  readonly log: Log
  readonly audit: Audit
  /** Absent where nothing listens for them: nothing is counted then. */
  readonly metrics?: Metrics
  /** From now on the log's level, and the names that metrics may show, are those of other settings. */
  take(settings: Settings): void
  /** Told of every attempt at a gateway. */
  readonly onResult: (report: SendReport) => void
  /** The store, with its calls counted where there are metrics. */
  watch(store: Store): Store
  /** Serves health and metrics where the settings say so; see serveOperations. */
  serve(open: typeof listen, looked: Looked): Promise<Watched | undefined>
  /** Waits for the last lines to be written. */
  close(): Promise<void>
}

export async function createOperations(settings: Settings): Promise<Operations> {
  const metrics = await metricsFor(settings)
  const { log, auditLog } = openLogs(settings, metrics)
  return {
    log,
    take(next) {
      log.level = next.log.level
      metrics?.know(namesIn(next))
    },
    audit: createAudit(auditLog, metrics?.event),
    ...(metrics && { metrics }),
    onResult(report) {
      log[report.outcome === 'accepted' ? 'debug' : 'warn'](report, 'sms gateway')
      metrics?.attempt(report)
    },
    watch: (store) => (metrics === undefined ? store : timed(store, metrics.store)),
    async serve(open, looked) {
      if (settings.operations === undefined || metrics === undefined) return undefined
      return serveOperations(settings.operations, metrics, open, looked)
    },
    async close() {
      await Promise.all([...new Set([log, auditLog])].map(flushLog))
    },
  }
}

/** Where nobody reads metrics, what makes them is not even loaded: it is a tenth of a start. */
async function metricsFor(settings: Settings): Promise<Metrics | undefined> {
  if (settings.operations === undefined) return undefined
  const { createMetrics } = await import('../operations/metrics/index.ts')
  return createMetrics(namesIn(settings))
}

/** Standard output is one stream, whoever writes to it: two would break each other's lines. */
function openLogs({ log: settings, audit }: Settings, metrics: Metrics | undefined) {
  const sink = openSink(settings.destination, (what) => metrics?.sink('log', what))
  const log = createLog(settings, sink)
  if (!audit.apart) return { log, auditLog: log }
  const shared = audit.destination === settings.destination
  const own = shared ? sink : openSink(audit.destination, (what) => metrics?.sink('audit', what))
  return { log, auditLog: createLog({ level: 'info' }, own) }
}

function namesIn({ clients, gateways }: Settings) {
  return {
    clients: new Set(clients.map(({ metadata }) => metadata.client_id)),
    gateways: new Set(gateways.map(({ name }) => name)),
  }
}
