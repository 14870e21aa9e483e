import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Audit, SecurityEvent } from '../audit.ts'
import { configurationMetrics } from './configuration.ts'
import { createLabels, type KnownNames } from './labels.ts'
import { loginMetrics } from './logins.ts'
import { makerOf } from './make.ts'
import { partMetrics } from './parts.ts'
import { smsMetrics } from './sms.ts'

/** All that is counted; docs/metrics.md lists it. Fed by audit events and by what sender, store and sinks report. */
export interface Metrics extends ReturnType<typeof partMetrics>, ReturnType<typeof configurationMetrics> {
  readonly event: Audit
  /** From now on these names may be labels. */
  know(names: KnownNames): void
  /** In the form Prometheus reads. */
  exposition(): Promise<{ readonly type: string; readonly text: string }>
}

export function createMetrics(first: KnownNames): Metrics {
  let names = first
  const registry = new Registry()
  const maker = makerOf(registry)
  const labels = createLabels(() => names)
  const events = maker.counter('events_total', 'Security events by name and outcome.', ['event', 'outcome'])
  const byEvent = new Map<string, (event: SecurityEvent) => void>(
    Object.entries({ ...smsMetrics(maker, labels), ...loginMetrics(maker, labels) }),
  )
  collectDefaultMetrics({ register: registry })
  return {
    ...partMetrics(maker),
    ...configurationMetrics(maker),
    know(next) {
      names = next
    },
    event(event) {
      events.inc({ event: event.event, ...labels(event, 'outcome') })
      byEvent.get(event.event)?.(event)
    },
    exposition: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
