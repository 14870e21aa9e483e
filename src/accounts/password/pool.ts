import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'

/** Too many passwords wait already: better a quick 503 than a slow answer for everybody. */
export class BusyError extends Error {
  override name = 'BusyError'
  readonly code = 'busy'
  readonly status = 503

  constructor() {
    super('too many passwords are being checked')
  }
}

export interface QueueOptions {
  /** How many at once; see hashConcurrency. */
  readonly concurrency?: number
  /** How many may wait beside those; by default 16 for each at work. */
  readonly queueLimit?: number
}

/** Runs expensive work, some at a time; rejects with BusyError at once when too much waits. */
export interface Queue {
  run<Result>(work: () => Promise<Result>): Promise<Result>
  /** How many are waiting, the ones at work not counted. */
  pending(): number
}

/** Threads of libuv's pool that hashing leaves alone: name look-ups and files go through the same pool. */
const spared = 2

/** How many hashes may run at once: one a core, but with two threads of libuv's pool left over if it has them. */
export function hashConcurrency(
  cores: number = availableParallelism(),
  threads: number = poolSize(process.env.UV_THREADPOOL_SIZE),
): number {
  return Math.max(1, Math.min(cores, threads - spared))
}

/** As libuv reads the variable when the pool is first used; src/threads.ts sets it. */
function poolSize(setting: string | undefined): number {
  return setting === undefined ? 4 : Math.max(1, Number.parseInt(setting, 10) || 1)
}

/** A bounded queue; see Queue. */
export function createQueue(options: QueueOptions = {}): Queue {
  const concurrency = options.concurrency ?? hashConcurrency()
  const most = concurrency + (options.queueLimit ?? 16 * concurrency)
  const limit = pLimit(concurrency)
  return {
    async run(work) {
      if (limit.activeCount + limit.pendingCount >= most) throw new BusyError()
      return limit(work)
    },
    pending: () => limit.pendingCount,
  }
}
