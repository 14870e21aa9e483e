import type { Maker } from './make.ts'

/** Which configuration is in force, and what came of those that were to be. */
export function configurationMetrics({ counter, gauge }: Maker) {
  const loaded = gauge(
    'configuration_loaded_timestamp_seconds',
    'When the configuration in force was loaded.',
  )
  const generation = gauge('configuration_generation', 'Which configuration is in force: 1 is the first one.')
  const refused = gauge(
    'configuration_refused',
    '1 while the newest files were refused and older ones are in force.',
  )
  const reloads = counter('configuration_reloads_total', 'Reloads by what came of them.', ['outcome'])

  return {
    configured() {
      loaded.setToCurrentTime()
      generation.set(1)
    },
    reloaded(outcome: 'applied' | 'unchanged' | 'refused', now: number) {
      reloads.inc({ outcome })
      refused.set(outcome === 'refused' ? 1 : 0)
      generation.set(now)
      if (outcome !== 'refused') loaded.setToCurrentTime()
    },
  }
}
