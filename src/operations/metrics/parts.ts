import type { Maker } from './make.ts'

/** One attempt at a gateway, as the sender reports it. */
export interface GatewayAttempt {
  readonly gateway: string
  readonly class: string
  /** HTTP status, when there was an answer. */
  readonly status?: number
  readonly milliseconds: number
}

/** From a command in memory up to the time that counts as no answer. Seconds. */
const storeTimes = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

const gatewayTimes = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15]

/** What Latchkey stands on: store, gateways, sinks. */
export function partMetrics({ counter, gauge, histogram }: Maker) {
  const storeSeconds = histogram(
    'store_seconds',
    'Seconds a call to the store took.',
    ['part', 'outcome'],
    storeTimes,
  )
  const attempts = counter('gateway_attempts_total', 'Attempts at a gateway, by what its answer means.', [
    'gateway',
    'class',
  ])
  const gatewaySeconds = histogram(
    'gateway_seconds',
    'Seconds until a gateway had answered.',
    ['gateway'],
    gatewayTimes,
  )
  const sinkFailures = counter('sink_failures_total', 'Writes of the log or the audit log that failed.', [
    'sink',
  ])
  const linesLost = counter('sink_lines_lost_total', 'Lines dropped because their sink takes none.', ['sink'])

  return {
    store: (part: string, seconds: number, answered: boolean) =>
      storeSeconds.observe({ part, outcome: answered ? 'answered' : 'failed' }, seconds),
    attempt(attempt: GatewayAttempt) {
      attempts.inc({ gateway: attempt.gateway, class: attempt.class })
      if (attempt.milliseconds > 0) {
        gatewaySeconds.observe({ gateway: attempt.gateway }, attempt.milliseconds / 1000)
      }
    },
    sink(sink: 'log' | 'audit', what: 'failed' | 'lost') {
      const count = what === 'lost' ? linesLost : sinkFailures
      count.inc({ sink })
    },
    /** @param leftAlone the gateways that send, and whether each is left alone now */
    gateways(leftAlone: () => ReadonlyMap<string, boolean>) {
      gauge(
        'gateway_left_alone',
        '1 while a gateway is left alone: it kept failing.',
        ['gateway'],
        (each) => {
          each.reset()
          for (const [gateway, open] of leftAlone()) each.set({ gateway }, open ? 1 : 0)
        },
      )
    },
  }
}
