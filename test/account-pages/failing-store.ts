import type { Store } from '../../src/store/store.ts'

/** What changes of an account call of a store. */
export type ChangingStore = Pick<Store, 'accounts' | 'pending' | 'challenges' | 'activity'>

/** The same store, whose n-th call fails: before it is done, or after. */
export function failing(
  { accounts, pending, challenges, activity }: ChangingStore,
  at: number,
  when: 'before' | 'after',
): { readonly store: ChangingStore; reached(): boolean } {
  let calls = 0
  const wrap =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1
      const last = calls === at
      if (last && when === 'before') throw new Error('the process was killed')
      const result = await work(...args)
      if (last) throw new Error('the process was killed')
      return result
    }
  const store: ChangingStore = {
    activity,
    accounts: {
      ...accounts,
      find: wrap((id) => accounts.find(id)),
      holdersOf: wrap((names) => accounts.holdersOf(names)),
      save: wrap((...words) => accounts.save(...words)),
    },
    pending: {
      ...pending,
      put: wrap((...words) => pending.put(...words)),
      look: wrap((place) => pending.look(place)),
      take: wrap((place) => pending.take(place)),
    },
    challenges: { ...challenges, forgive: wrap((...words) => challenges.forgive(...words)) },
  }
  return { store, reached: () => calls >= at }
}
