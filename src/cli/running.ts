import { ConfigurationError, formatProblem } from '../config/problem.ts'

/** Exit codes: 0 fine, 1 refused or failed, 2 wrong usage. */
export const exitCode = { failed: 1, usage: 2 }

/** Anything that runs until it is told to stop. */
interface Running {
  close(): Promise<void>
}

/** The first signal stops in order, the second at once. */
export function untilStopped(running: Running): void {
  const stop = () => {
    process.once('SIGTERM', leaveAtOnce)
    process.once('SIGINT', leaveAtOnce)
    running.close().then(
      () => process.exit(0),
      (error) => {
        fail(error)
        process.exit()
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function leaveAtOnce(): void {
  process.exit(exitCode.failed)
}

export function fail(error: unknown): void {
  process.exitCode = exitCode.failed
  if (error instanceof ConfigurationError) console.error(error.problems.map(formatProblem).join('\n'))
  else console.error(`latchkey: ${error instanceof Error ? error.message : String(error)}`)
}
