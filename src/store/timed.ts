import type { Store } from './store.ts'

/** Told how many seconds a call to a part of the store took, and whether it answered. */
export type OnCall = (part: string, seconds: number, answered: boolean) => void

/** The same store, with every call of every port timed: one place for both kinds. */
export function timed(store: Store, onCall: OnCall): Store {
  const port = <T extends object>(part: string, methods: T) => timedPort(methods, part, onCall)
  return {
    ...store,
    adapter: (name) => port('records', store.adapter(name)),
    sessionMoves: store.sessionMoves,
    challenges: port('challenges', store.challenges),
    receipts: port('receipts', store.receipts),
    pending: port('pending', store.pending),
    limits: { spend: port('spend', store.limits.spend), waits: port('waits', store.limits.waits) },
    accounts: port('accounts', store.accounts),
    activity: port('activity', store.activity),
  }
}

function timedPort<T extends object>(port: T, part: string, onCall: OnCall): T {
  const methods = new Map<PropertyKey, unknown>()
  return new Proxy(port, {
    get(target, name) {
      const known = methods.get(name)
      if (known !== undefined) return known
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      const method = timedMethod(value.bind(target), part, onCall)
      methods.set(name, method)
      return method
    },
  })
}

function timedMethod(method: (...args: unknown[]) => unknown, part: string, onCall: OnCall) {
  return (...args: unknown[]): unknown => {
    const began = performance.now()
    const result = method(...args)
    if (!(result instanceof Promise)) return result
    const done = (answered: boolean) => onCall(part, (performance.now() - began) / 1000, answered)
    result.then(
      () => done(true),
      () => done(false),
    )
    return result
  }
}
