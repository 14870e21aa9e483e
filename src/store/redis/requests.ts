import { Provider } from 'oidc-provider'

type Reply = string | null

/**
 * What the Redis store keeps in mind while one request of the provider runs, so that waits for Redis overlap instead
 * of following each other. Outside of such a request nothing is kept and everything is waited for.
 */
export interface Requests {
  /**
   * Starts a read that this request will ask for. Nobody has to take its answer.
   *
   * @param context the request's, where the provider has not begun with it yet
   */
  ahead(kind: string, key: string, read: () => Promise<Reply>, context?: object): void
  /** The answer that was started ahead, once. */
  take(kind: string, key: string): Promise<Reply> | undefined
  /** This request changes something of that kind: an answer from before does not hold any more. */
  forget(kind: string): void
  /** Waits for a write, or leaves that to `settled`. */
  write(work: Promise<unknown>): Promise<void>
  /** Marks this request, at once or later, as one whose session could not be saved. */
  loser(): () => void
  wasLost(context: object): boolean
  /** See Store. */
  settled(context: object): Promise<void>
}

interface Memory {
  /** One record of a kind at most: a token names one grant, one session, one account. */
  readonly ahead: Map<string, { readonly key: string; readonly reply: Promise<Reply> }>
  readonly writes: Promise<unknown>[]
}

/** @param overlapWrites true when whoever answers the request waits for `settled` before the answer leaves */
export function createRequests(overlapWrites: boolean): Requests {
  const memories = new WeakMap<object, Memory>()
  const lost = new WeakSet<object>()

  function current(context: object | undefined = Provider.ctx): Memory | undefined {
    if (context === undefined) return undefined
    const memory = memories.get(context) ?? { ahead: new Map(), writes: [] }
    memories.set(context, memory)
    return memory
  }

  return {
    ahead(kind, key, read, context) {
      const memory = current(context)
      if (memory !== undefined) memory.ahead.set(kind, { key, reply: handled(read()) })
    },
    take(kind, key) {
      const ahead = current()?.ahead
      const found = ahead?.get(kind)
      if (found?.key !== key) return undefined
      ahead?.delete(kind)
      return found.reply
    },
    forget: (kind) => void current()?.ahead.delete(kind),
    async write(work) {
      const memory = overlapWrites ? current() : undefined
      if (memory === undefined) await work
      else memory.writes.push(handled(work))
    },
    loser() {
      const context = Provider.ctx
      return () => {
        if (context !== undefined) lost.add(context)
      }
    },
    wasLost: (context) => lost.has(context),
    async settled(context) {
      const writes = memories.get(context)?.writes ?? []
      // A write that begins while the others end is waited for as well.
      while (writes.length > 0) await Promise.all(writes.splice(0))
    },
  }
}

/** The same promise, which may now reject without anybody having waited for it yet. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
