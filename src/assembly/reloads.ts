/** Reloads that were asked for, one after the other. */
export interface Reloads<Outcome> {
  /** Answered by a reload that begins after this call: what was in the files by now is in it. */
  ask(): Promise<Outcome>
  /** How many were asked for, and how many of these are answered. */
  counts(): { readonly asked: number; readonly done: number }
  /** Resolves once none is under way. Rejects never. */
  idle(): Promise<unknown>
}

/** @param reload is called once for all who asked before it began; must not reject */
export function inTurn<Outcome>(reload: () => Promise<Outcome>): Reloads<Outcome> {
  let asked = 0
  let done = 0
  let waiting: Promise<Outcome> | undefined
  let running: Promise<unknown> = Promise.resolve()
  return {
    counts: () => ({ asked, done }),
    idle: () => running,
    ask() {
      asked += 1
      waiting ??= running.then(() => {
        waiting = undefined
        const upTo = asked
        const reloading = reload().finally(() => {
          done = upTo
        })
        return reloading
      })
      running = waiting
      return waiting
    },
  }
}
