import { ConfigurationError, formatProblem } from '../config/problem.ts'

/** Exit codes: 0 fine, 1 refused or failed, 2 wrong usage. */
export const exitCode = { failed: 1, usage: 2 }

/** Anything that runs until it is told to stop. */
interface Running {
  close(): Promise<void>
  /** Told by SIGHUP; without it that signal is Node's own affair, which ends the process. Never rejects. */
  reload?(): Promise<unknown>
  /** Told of an error that nobody caught, for its log. */
  uncaught?(error: unknown): void
}

/**
 * Starts it and runs until told to stop: the first signal stops in order, the second at once. Signals are taken from the
 * first moment on, before there is anything to stop: for process 1 of a container the kernel has no default.
 *
 * @param reloads true: SIGHUP reloads. One that comes before there is anything to reload waits for it, and one that
 *   comes while it stops does nothing
 */
export async function untilStopped(start: () => Promise<Running>, reloads = false): Promise<void> {
  let running: Running | undefined
  let told = false
  const stop = () => {
    if (told) process.exit(exitCode.failed)
    if (running === undefined) process.exit()
    told = true
    running.close().then(
      () => process.exit(0),
      (error) => {
        fail(error)
        process.exit()
      },
    )
  }
  /**
   * Something may be half done for good, so the process goes: in order, since nobody else's request is to blame, and
   * with a code by which a supervisor starts it again.
   */
  const leave = (error: unknown) => {
    if (running?.uncaught) running.uncaught(error)
    else fail(error)
    if (running === undefined) process.exit(exitCode.failed)
    if (told) return
    told = true
    running.close().finally(() => process.exit(exitCode.failed))
  }
  // A rejection that nobody handles arrives here, too: that is Node's default.
  process.on('uncaughtException', leave)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  let early = false
  const reload = () => {
    early = running === undefined
    if (!told) running?.reload?.()
  }
  if (reloads) process.on('SIGHUP', reload)
  running = await start()
  if (early) reload()
}

export function fail(error: unknown): void {
  process.exitCode = exitCode.failed
  if (error instanceof ConfigurationError) console.error(error.problems.map(formatProblem).join('\n'))
  else console.error(`latchkey: ${error instanceof Error ? error.message : String(error)}`)
}
