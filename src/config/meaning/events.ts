import type { Document } from '../document.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'

/** Levels at which lines of level "info" are written. */
const wide: ReadonlySet<Settings['log']['level']> = new Set(['info', 'debug', 'trace'])

/** Says when no security event would be written anywhere. */
export function checkEvents(
  { log, audit }: Pick<Settings, 'log' | 'audit'>,
  document: Document,
  report: Report,
): void {
  if (audit.apart || wide.has(log.level)) return
  const message = `security events are lines of level "info": none is written, unless [audit] destination takes them apart`
  report.add(document, ['log', 'level'], { message, level: 'warning' })
}
