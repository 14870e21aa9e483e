import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { AdapterPayload } from 'oidc-provider'
import { errors } from 'oidc-provider'
import { atOnce, type OpenStore, rejected, resolved } from './opener.ts'

/** What the provider relies on, whatever keeps its records. */
export function adapterContract(name: string, open: OpenStore): void {
  describe(`${name}: the provider's adapter`, { concurrency: true }, () => {
    it('gives a payload back as it was saved, its jti and nested values included', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      const payload = token('AccessToken', id, { claims: { id_token: { acr: null } }, scope: 'openid ü' })
      await store.adapter('AccessToken').upsert(id, payload, 60)
      assert.deepEqual(await store.adapter('AccessToken').find(id), payload)
    })

    it('adds no jti to a record that has none', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      await store.adapter('Client').upsert(id, { client_id: id })
      assert.deepEqual(await store.adapter('Client').find(id), { client_id: id })
      await store.adapter('Client').destroy(id)
    })

    it('keeps models apart: the id of one opens nothing of another', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      await store.adapter('AuthorizationCode').upsert(id, token('AuthorizationCode', id), 60)
      assert.equal(await store.adapter('AccessToken').find(id), undefined)
      await assert.rejects(store.adapter('RefreshToken').consume(id), errors.InvalidGrant)
    })

    it('replaces a record and its lifetime, and forgets it when that is over', async (t) => {
      const { store, pass } = await open(t)
      const id = randomUUID()
      const adapter = store.adapter('Interaction')
      await adapter.upsert(id, { jti: id, kind: 'Interaction', result: { a: 1 } }, 60)
      await adapter.upsert(id, { jti: id, kind: 'Interaction', result: { b: 2 } }, 1)
      assert.deepEqual(await adapter.find(id), { jti: id, kind: 'Interaction', result: { b: 2 } })
      await pass(1100)
      assert.equal(await adapter.find(id), undefined)
    })

    it('lets exactly one of 20 parallel callers consume a code (RFC 6749 4.1.2), the others get InvalidGrant', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      const adapter = store.adapter('AuthorizationCode')
      await adapter.upsert(id, token('AuthorizationCode', id), 60)
      const results = await atOnce(20, () => Promise.resolve(adapter.consume(id)))
      assert.equal(resolved(results).length, 1)
      assert.ok(rejected(results).every((reason) => reason instanceof errors.InvalidGrant))
      const found = await adapter.find(id)
      assert.ok(found && typeof found.consumed === 'number', 'the time of use is a number')
    })

    it('refuses to consume what is expired, destroyed or was never there', async (t) => {
      const { store, pass } = await open(t)
      const adapter = store.adapter('RefreshToken')
      const [expired, destroyed] = [randomUUID(), randomUUID()]
      await adapter.upsert(expired, token('RefreshToken', expired), 1)
      await adapter.upsert(destroyed, token('RefreshToken', destroyed), 60)
      await adapter.destroy(destroyed)
      await pass(1100)
      for (const id of [expired, destroyed, randomUUID()]) {
        await assert.rejects(Promise.resolve(adapter.consume(id)), errors.InvalidGrant)
      }
    })

    it('consuming does not stretch a life, and saving a consumed record again leaves it consumed', async (t) => {
      const { store, pass } = await open(t)
      const adapter = store.adapter('RefreshToken')
      const id = randomUUID()
      await adapter.upsert(id, token('RefreshToken', id), 2)
      await adapter.consume(id)
      const found = await adapter.find(id)
      assert.ok(found)
      const copy = randomUUID()
      await adapter.upsert(copy, { ...found, jti: copy }, 60)
      await assert.rejects(Promise.resolve(adapter.consume(copy)), errors.InvalidGrant)
      await pass(2100)
      assert.equal(await adapter.find(id), undefined)
    })

    it('accepts one of 20 parallel uses of the same assertion: the library looks first and saves then', async (t) => {
      const { store, pass } = await open(t)
      const id = randomUUID()
      const adapter = store.adapter('ReplayDetection')
      const use = () => Promise.resolve(adapter.upsert(id, { jti: id, kind: 'ReplayDetection', iss: 'a' }, 2))
      const results = await atOnce(20, use)
      assert.equal(resolved(results).length, 1)
      assert.ok(rejected(results).every((reason) => reason instanceof errors.OIDCProviderError))
      assert.ok(await adapter.find(id))
      await pass(2100)
      await use()
    })

    it('finds a session by uid through changes of its id, and never one that was destroyed', async (t) => {
      const { store } = await open(t)
      const adapter = store.adapter('Session')
      const [uid, first, second] = [randomUUID(), randomUUID(), randomUUID()]
      await adapter.upsert(first, session(first, uid), 60)
      assert.deepEqual(await adapter.findByUid(uid), session(first, uid))
      await adapter.destroy(first)
      assert.equal(await adapter.findByUid(uid), undefined)
      await adapter.upsert(second, session(second, uid), 60)
      assert.deepEqual(await adapter.findByUid(uid), session(second, uid))
      await adapter.destroy(second)
      assert.equal(await adapter.findByUid(uid), undefined)
      assert.equal(await adapter.find(second), undefined)
    })

    it('destroying a session leaves the uid to the one that holds it meanwhile', async (t) => {
      const { store } = await open(t)
      const adapter = store.adapter('Session')
      const [uid, first, second] = [randomUUID(), randomUUID(), randomUUID()]
      await adapter.upsert(first, session(first, uid), 60)
      await adapter.upsert(second, session(second, uid), 60)
      await adapter.destroy(first)
      assert.equal((await adapter.findByUid(uid))?.jti, second)
      await adapter.destroy(second)
      assert.equal(await adapter.findByUid(uid), undefined)
    })

    it('a session found by uid shows its newest state', async (t) => {
      const { store } = await open(t)
      const adapter = store.adapter('Session')
      const [uid, id] = [randomUUID(), randomUUID()]
      await adapter.upsert(id, session(id, uid), 60)
      await adapter.upsert(id, { ...session(id, uid), accountId: 'somebody' }, 60)
      assert.equal((await adapter.findByUid(uid))?.accountId, 'somebody')
      assert.equal((await adapter.find(id))?.accountId, 'somebody')
    })

    it('finds a device code by its user code', async (t) => {
      const { store } = await open(t)
      const adapter = store.adapter('DeviceCode')
      const [id, userCode] = [randomUUID(), randomUUID()]
      await adapter.upsert(id, token('DeviceCode', id, { userCode }), 60)
      assert.equal((await adapter.findByUserCode(userCode))?.jti, id)
      await adapter.destroy(id)
      assert.equal(await adapter.findByUserCode(userCode), undefined)
    })

    it('revoking a grant removes its members of every model, as often as it is asked', async (t) => {
      const { store } = await open(t)
      const [grantId, other] = [randomUUID(), randomUUID()]
      const models = ['AccessToken', 'AuthorizationCode', 'RefreshToken'] as const
      const members = models.map((model) => ({ model, id: randomUUID() }))
      for (const { model, id } of members)
        await store.adapter(model).upsert(id, token(model, id, { grantId }), 60)
      await store.adapter('AccessToken').upsert(other, token('AccessToken', other, { grantId: other }), 60)
      await Promise.all(models.map((model) => store.adapter(model).revokeByGrantId(grantId)))
      for (const { model, id } of members) assert.equal(await store.adapter(model).find(id), undefined)
      assert.ok(await store.adapter('AccessToken').find(other), 'other grants keep theirs')
      await store.adapter('AccessToken').revokeByGrantId(grantId)
      await store.adapter('AccessToken').revokeByGrantId(randomUUID())
    })

    it('revoking a grant leaves interactions that only name it', async (t) => {
      const { store } = await open(t)
      const [grantId, id] = [randomUUID(), randomUUID()]
      await store.adapter('Interaction').upsert(id, { jti: id, kind: 'Interaction', grantId }, 60)
      await store.adapter('AccessToken').revokeByGrantId(grantId)
      assert.ok(await store.adapter('Interaction').find(id))
    })

    it('revoking a grant still reaches a long-lived token after short-lived ones came and went', async (t) => {
      const { store, pass } = await open(t)
      const [grantId, long, short] = [randomUUID(), randomUUID(), randomUUID()]
      await store.adapter('RefreshToken').upsert(long, token('RefreshToken', long, { grantId }), 60)
      await store.adapter('AccessToken').upsert(short, token('AccessToken', short, { grantId }), 1)
      await pass(1100)
      await store.adapter('AccessToken').revokeByGrantId(grantId)
      assert.equal(await store.adapter('RefreshToken').find(long), undefined)
    })

    it('revoking a grant also reaches a token that was consumed', async (t) => {
      const { store } = await open(t)
      const [grantId, id] = [randomUUID(), randomUUID()]
      await store.adapter('RefreshToken').upsert(id, token('RefreshToken', id, { grantId }), 60)
      await store.adapter('RefreshToken').consume(id)
      await store.adapter('RefreshToken').revokeByGrantId(grantId)
      assert.equal(await store.adapter('RefreshToken').find(id), undefined)
    })

    it('destroys what is not there without a word', async (t) => {
      const { store } = await open(t)
      for (const model of ['Session', 'Grant', 'AccessToken'])
        await store.adapter(model).destroy(randomUUID())
    })

    it('ends an interaction for one of 20 callers at once, and no slow form brings it back', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      const adapter = store.adapter('Interaction')
      const payload = { jti: id, kind: 'Interaction', result: { login: { accountId: 'account' } } }
      await adapter.upsert(id, payload, 60)
      const ends = await atOnce(20, () => adapter.destroy(id))
      assert.equal(resolved(ends).length, 1)
      for (const reason of rejected(ends)) assert.ok(reason instanceof errors.SessionNotFound)
      await assert.rejects(async () => adapter.upsert(id, payload, 60), errors.SessionNotFound)
      assert.equal(await adapter.find(id), undefined)
    })
  })
}

function token(kind: string, jti: string, more: AdapterPayload = {}): AdapterPayload {
  return { iat: 1, exp: 2, jti, kind, accountId: 'account', ...more }
}

function session(jti: string, uid: string): AdapterPayload {
  return { iat: 1, exp: 2, jti, kind: 'Session', uid }
}
