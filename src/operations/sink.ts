import { type DestinationStream, destination } from 'pino'

/** Where lines go: standard output where no path is given. */
export type SinkPlace = string | undefined

/**
 * What went wrong with a sink. `failed`: a write did, and is tried again with the next lines. `lost`: so much was waiting
 * that a line was dropped.
 */
export type OnSinkTrouble = (what: 'failed' | 'lost') => void

/** Lines are written together when there are many, and within this time when there are few. Bytes, milliseconds. */
const together = { minLength: 12 * 1024, periodicFlush: 100 }

/** Bytes that wait for a sink which takes none; what comes on top is dropped. */
const waiting = 8 * 1024 * 1024

/** Opens a file, whose folder is made, or standard output. Written asynchronously: no caller waits for it. */
export function openSink(place: SinkPlace, onTrouble: OnSinkTrouble = () => {}): DestinationStream {
  const sink = destination({ dest: place ?? 1, sync: false, mkdir: true, maxLength: waiting, ...together })
  sink.on('drop', () => onTrouble('lost'))
  // A full disk, a closed pipe: lines are lost, and the process must not end for that. Nor must it go on for ever:
  // the flush at its end would try again until there is room.
  sink.on('error', () => {
    onTrouble('failed')
    sink.flushSync = () => {}
  })
  return sink
}
