import type { RequestListener } from 'node:http'

/** A request handler that can be exchanged while requests are under way. */
export interface Swap {
  readonly listener: RequestListener
  /**
   * Every request from now on goes to `next`; those under way finish where they began.
   *
   * @returns resolves once the last of those has ended
   */
  swap(next: RequestListener): Promise<void>
}

/** One handler and the requests it has not answered yet. */
interface Stage {
  readonly handler: RequestListener
  underWay: number
  onIdle?: () => void
}

export function createSwap(first: RequestListener): Swap {
  let current: Stage = { handler: first, underWay: 0 }
  return {
    listener(request, response) {
      const stage = current
      stage.underWay += 1
      // Emitted once, after the answer as well as after a connection that broke off.
      response.once('close', () => {
        stage.underWay -= 1
        if (stage.underWay === 0) stage.onIdle?.()
      })
      stage.handler(request, response)
    },
    swap(next) {
      const before = current
      current = { handler: next, underWay: 0 }
      if (before.underWay === 0) return Promise.resolve()
      return new Promise((resolve) => {
        before.onIdle = resolve
      })
    },
  }
}
