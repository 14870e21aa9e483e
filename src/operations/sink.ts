import { constants, openSync, statSync } from 'node:fs'
import { destination } from 'pino'

/** Where lines go: standard output where no path is given. */
export type SinkPlace = string | undefined

/**
 * What went wrong with a sink. `failed`: a write did, and is tried again with the next lines. `lost`: so much was waiting
 * that a line was dropped.
 */
export type OnSinkTrouble = (what: 'failed' | 'lost') => void

/** Lines are written together when there are many, and within this time when there are few. Bytes, milliseconds. */
const together = { minLength: 12 * 1024, periodicFlush: 100 }

/** Of a new file: who collects lines is of the group; nobody else reads who signed in from where. */
const mode = 0o640

/** Bytes that wait for a sink which takes none; what comes on top is dropped. */
const waiting = 8 * 1024 * 1024

/** What the flush at the process' end may take where lines go slowly or not at all. Milliseconds. */
const atEnd = 1000

/** Opens a file, whose folder is made, or standard output. Written asynchronously: no caller waits for it. */
export function openSink(
  place: SinkPlace,
  onTrouble: OnSinkTrouble = () => {},
): ReturnType<typeof destination> {
  let until = Number.POSITIVE_INFINITY
  const sink = destination({
    dest: place === undefined ? standardOutput() : (openPipe(place) ?? place),
    sync: false,
    mkdir: true,
    mode,
    maxLength: waiting,
    retryEAGAIN: () => performance.now() < until,
    ...together,
  })
  const flush = sink.flushSync.bind(sink)
  sink.flushSync = () => {
    until = performance.now() + atEnd
    try {
      flush()
    } catch {
      // Nobody reads: these lines are lost.
    } finally {
      until = Number.POSITIVE_INFINITY
    }
  }
  sink.on('drop', () => onTrouble('lost'))
  // A full disk, a closed pipe: lines are lost, and the process must not end for that. Nor must it go on for ever:
  // the flush at its end would try again until there is room.
  sink.on('error', () => {
    onTrouble('failed')
    sink.flushSync = () => {}
  })
  return sink
}

/**
 * Standard output may be a pipe or a socket that nobody reads, and a write that waits there would hold a thread as a named
 * pipe does. Node makes both non-blocking when it opens its own stream on them, which is looked up for that alone.
 */
function standardOutput(): number {
  return process.stdout.fd
}

/**
 * A named pipe that nobody reads would hold a thread for ever, at its opening or when it is full, and a process does not end
 * while one is held. Opened for reading as well it needs no reader, and what does not fit waits here.
 *
 * @returns undefined for what is no pipe, or may not be opened so
 */
function openPipe(path: string): number | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFIFO()) return undefined
  try {
    return openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}
