import { SingleBar } from 'cli-progress'
import type { Streams } from '../desk.ts'

export interface Progress {
  /** How many bytes are behind. */
  at(bytes: number): void
  done(): void
}

/** A bar on a terminal; nothing elsewhere. */
export function showProgress(label: string, bytes: number, { errors }: Streams): Progress {
  if (errors.isTTY !== true) return { at: () => {}, done: () => {} }
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} %, {duration_formatted}`,
    stream: errors,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: '#',
    barIncompleteChar: '.',
  })
  bar.start(Math.max(bytes, 1), 0)
  return { at: (read) => bar.update(Math.min(read, bytes)), done: () => bar.stop() }
}
