import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Account } from '../../../src/accounts/account.ts'
import { atOnce, type OpenStore, resolved } from './opener.ts'

/** What everybody who writes accounts relies on. */
export function accountsContract(name: string, open: OpenStore): void {
  describe(`${name}: accounts`, { concurrency: true }, () => {
    it('gives an account back as it was saved, by id and by each identifier', async (t) => {
      const { accounts } = (await open(t)).store
      const saved = account({
        number: '+94778888888',
        claims: { name: 'Ünïcode', address: { country: 'LK' } },
      })
      const identifiers = [`name-${saved.id}`, `+${saved.id}`]
      assert.deepEqual(await accounts.save(saved, identifiers), { saved: true })
      assert.deepEqual(await accounts.find(saved.id), saved)
      for (const identifier of identifiers)
        assert.deepEqual(await accounts.findByIdentifier(identifier), saved)
    })

    it('knows nobody by an unknown id or identifier', async (t) => {
      const { accounts } = (await open(t)).store
      assert.equal(await accounts.find(randomUUID()), undefined)
      assert.equal(await accounts.findByIdentifier(randomUUID()), undefined)
    })

    it('creates an id once', async (t) => {
      const { accounts } = (await open(t)).store
      const first = account()
      await accounts.save(first, [])
      assert.deepEqual(await accounts.save({ ...first, username: 'other' }, []), {
        saved: false,
        reason: 'version',
      })
      assert.deepEqual(await accounts.find(first.id), first)
    })

    it('replaces only the version that the writer read', async (t) => {
      const { accounts } = (await open(t)).store
      const first = account()
      await accounts.save(first, [])
      for (const version of [3, 0, -1]) {
        assert.deepEqual(await accounts.save({ ...first, version }, []), { saved: false, reason: 'version' })
      }
      assert.deepEqual(await accounts.save({ ...account(), version: 2 }, []), {
        saved: false,
        reason: 'version',
      })
      const second = { ...first, version: 2, disabled: true }
      assert.deepEqual(await accounts.save(second, []), { saved: true })
      assert.deepEqual(await accounts.find(first.id), second)
    })

    it('lets one of 20 parallel writers of the same version win', async (t) => {
      const { accounts } = (await open(t)).store
      const first = account()
      await accounts.save(first, [])
      const results = resolved(
        await atOnce(20, (i) => accounts.save({ ...first, version: 2, updatedAt: i }, [])),
      )
      assert.equal(results.length, 20)
      assert.equal(results.filter((result) => result.saved).length, 1)
    })

    it('gives an identifier to one of 20 parallel newcomers', async (t) => {
      const { accounts } = (await open(t)).store
      const identifier = randomUUID()
      const results = resolved(await atOnce(20, () => accounts.save(account(), [identifier])))
      assert.equal(results.filter((result) => result.saved).length, 1)
      const refused = results.filter((result) => !result.saved)
      assert.ok(refused.every((result) => 'identifier' in result && result.identifier === identifier))
    })

    it('names the identifier that another account holds and writes nothing at all', async (t) => {
      const { accounts } = (await open(t)).store
      const [mine, taken] = [randomUUID(), randomUUID()]
      await accounts.save(account(), [taken])
      const newcomer = account()
      const result = await accounts.save(newcomer, [mine, taken])
      assert.deepEqual(result, { saved: false, reason: 'taken', identifier: taken })
      assert.equal(await accounts.find(newcomer.id), undefined)
      assert.equal(await accounts.findByIdentifier(mine), undefined)
    })

    it('frees the identifiers an account gives up, in the same step', async (t) => {
      const { accounts } = (await open(t)).store
      const [kept, left] = [randomUUID(), randomUUID()]
      const first = account()
      await accounts.save(first, [kept, left])
      await accounts.save({ ...first, version: 2 }, [kept])
      assert.equal(await accounts.findByIdentifier(left), undefined)
      assert.equal((await accounts.findByIdentifier(kept))?.version, 2)
      const heir = account()
      assert.deepEqual(await accounts.save(heir, [left]), { saved: true })
      await accounts.save({ ...first, version: 3 }, [kept])
      assert.equal((await accounts.findByIdentifier(left))?.id, heir.id)
    })

    it('takes an identifier that is named twice as one', async (t) => {
      const { accounts } = (await open(t)).store
      const identifier = randomUUID()
      assert.deepEqual(await accounts.save(account(), [identifier, identifier]), { saved: true })
      assert.ok(await accounts.findByIdentifier(identifier))
    })

    it('saves many at once, each by the rules of one', async (t) => {
      const { accounts } = (await open(t)).store
      const [first, second, stale] = [account(), account(), account({ version: 4 })]
      const shared = randomUUID()
      const results = await accounts.saveAll([
        { account: first, identifiers: [shared] },
        { account: second, identifiers: [shared] },
        { account: stale, identifiers: [] },
      ])
      assert.deepEqual(results, [
        { saved: true },
        { saved: false, reason: 'taken', identifier: shared },
        { saved: false, reason: 'version' },
      ])
      assert.deepEqual(await accounts.find(first.id), first)
      assert.equal(await accounts.find(second.id), undefined)
      assert.deepEqual(await accounts.holdersOf([randomUUID(), shared]), [undefined, first.id])
      assert.deepEqual(await accounts.holdersOf([]), [])
    })

    it('removes an account with its identifiers, but for those that nobody else may have', async (t) => {
      const { accounts } = (await open(t)).store
      const [name, used] = [randomUUID(), randomUUID()]
      const gone = account()
      await accounts.save(gone, [name, used])
      assert.equal(await accounts.remove(gone, [used]), true)
      assert.equal(await accounts.find(gone.id), undefined)
      assert.equal(await accounts.findByIdentifier(name), undefined)
      assert.equal(await accounts.findByIdentifier(used), undefined)
      assert.deepEqual(await accounts.holdersOf([name, used]), [undefined, gone.id])
      const heir = account()
      const taken = { saved: false, reason: 'taken', identifier: used }
      assert.deepEqual(await accounts.save(heir, [name, used]), taken)
      assert.deepEqual(await accounts.save(heir, [name, used], { writes: [], freed: [used] }), {
        saved: true,
      })
      assert.deepEqual(await accounts.holdersOf([name, used]), [heir.id, heir.id])
    })

    it('takes over in one step what another account lets go of, or does nothing', async (t) => {
      const { accounts } = (await open(t)).store
      const [own, shared] = [randomUUID(), randomUUID()]
      const [before, heir] = [account(), account()]
      await accounts.save(before, [own, shared])
      const after = { ...before, version: 2 }
      const taken = { saved: false, reason: 'taken', identifier: shared }
      const stale = { saved: false, reason: 'version' }
      const yielding = (next: Account, identifiers: string[]) => ({
        writes: [{ account: next, identifiers }],
        freed: [],
      })
      assert.deepEqual(await accounts.save(heir, [shared], { writes: [], freed: [shared] }), taken)
      assert.deepEqual(await accounts.save(heir, [shared], yielding(after, [own, shared])), taken)
      assert.deepEqual(await accounts.save(heir, [shared], yielding(before, [own])), stale)
      assert.deepEqual(await accounts.save({ ...heir, version: 3 }, [shared], yielding(after, [own])), stale)
      assert.equal(await accounts.find(heir.id), undefined)
      assert.deepEqual(await accounts.find(before.id), before)
      assert.deepEqual(await accounts.holdersOf([own, shared]), [before.id, before.id])

      const heirs = [heir, ...Array.from({ length: 19 }, () => account())]
      const results = resolved(
        await atOnce(20, (at) => accounts.save(heirs[at] ?? heir, [shared], yielding(after, [own]))),
      )
      assert.equal(results.filter(({ saved }) => saved).length, 1)
      const winner = heirs[results.findIndex(({ saved }) => saved)]
      assert.deepEqual(await accounts.holdersOf([own, shared]), [before.id, winner?.id])
      assert.deepEqual(await accounts.find(before.id), after)
    })

    it('removes only the version that was read, once, and frees nothing that a living account holds', async (t) => {
      const { accounts } = (await open(t)).store
      const [first, name] = [account(), randomUUID()]
      await accounts.save(first, [name])
      const second = { ...first, version: 2 }
      await accounts.save(second, [name])
      assert.equal(await accounts.remove(first, []), false)
      assert.equal((await accounts.findByIdentifier(name))?.version, 2)
      const removed = resolved(await atOnce(20, () => accounts.remove(second, [])))
      assert.equal(removed.filter(Boolean).length, 1)
      assert.equal(await accounts.remove(second, []), false)
    })

    it('lists every account once, also when there are many', async (t) => {
      const { accounts } = (await open(t)).store
      const made = Array.from({ length: 450 }, () => account())
      await Promise.all(made.map((one) => accounts.save(one, [])))
      const seen: string[] = []
      for await (const { id } of accounts.all()) seen.push(id)
      assert.equal(new Set(seen).size, seen.length)
      assert.ok(made.every(({ id }) => seen.includes(id)))
    })
  })
}

function account(more: Partial<Account> = {}): Account {
  const id = randomUUID()
  return {
    id,
    version: 1,
    username: `Name-${id}`,
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_001,
    ...more,
  }
}
