import type { Translate } from './texts.ts'

/** `28 s`, `1:05 min`, `3 h`. */
export function shortTime(seconds: number, t: Translate): string {
  if (seconds < 60) return t('time.seconds', { time: String(seconds) })
  if (seconds > 3600) return t('time.hours', { time: String(Math.ceil(seconds / 3600)) })
  return t('time.minutes', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` })
}

/** In whole units, for sentences that do not tick: `28 s`, `15 min`, `3 h`. */
export function roughTime(seconds: number, t: Translate): string {
  if (seconds <= 60 || seconds > 3600) return shortTime(seconds, t)
  return t('time.minutes', { time: String(Math.ceil(seconds / 60)) })
}
