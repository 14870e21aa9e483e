import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { it, type TestContext } from 'node:test'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import got from 'got'
import { Redis } from 'ioredis'
import { Provider } from 'oidc-provider'
import { openRedisStore } from '../../../src/store/redis/index.ts'
import { createRequests } from '../../../src/store/redis/requests.ts'
import { startRedis } from '../../support/redis.ts'

/** Pretends that the provider is answering a request; what it returns changes to another one. */
function within(t: TestContext, context: object | undefined): (next: object) => void {
  let current = context
  t.mock.getter(Provider, 'ctx', () => current)
  return (next) => {
    current = next
  }
}

it('an answer read ahead is taken once, by whoever asks for exactly that record', async (t) => {
  within(t, {})
  const requests = createRequests(false)
  requests.ahead('Grant', 'g', async () => 'answer')
  assert.equal(requests.take('Grant', 'another'), undefined)
  assert.equal(await requests.take('Grant', 'g'), 'answer')
  assert.equal(requests.take('Grant', 'g'), undefined)
})

it('an answer read ahead is not used after this request changed such a record, nor by another request', async (t) => {
  const change = within(t, {})
  const requests = createRequests(false)
  requests.ahead('Grant', 'g', async () => 'old')
  requests.forget('Grant')
  assert.equal(requests.take('Grant', 'g'), undefined)
  requests.ahead('Grant', 'g', async () => 'mine')
  change({})
  assert.equal(requests.take('Grant', 'g'), undefined)
})

it('outside of a request nothing is read ahead and every write is waited for', async (t) => {
  within(t, undefined)
  const requests = createRequests(true)
  requests.ahead('Grant', 'g', () => assert.fail('read without a request'))
  let done = false
  await requests.write(turn().then(() => (done = true)))
  assert.ok(done)
  await assert.rejects(requests.write(Promise.reject(new Error('lost'))), /lost/)
})

it('a read ahead that fails and is never taken harms nobody', async (t) => {
  within(t, {})
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  const requests = createRequests(true)
  requests.ahead('Grant', 'g', () => Promise.reject(new Error('read')))
  await requests.write(Promise.reject(new Error('write')))
  await turn()
  await turn()
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

it('writes of one request overlap, and no answer can leave before the last one is done', async (t) => {
  const context = {}
  within(t, context)
  const requests = createRequests(true)
  const done: string[] = []
  const write = (name: string) =>
    turn()
      .then(() => turn())
      .then(() => void done.push(name))
  await requests.write(write('first'))
  await requests.write(write('second').then(() => requests.write(write('third'))))
  assert.deepEqual(done, [])
  await requests.settled(context)
  assert.deepEqual(done, ['first', 'second', 'third'])
  await requests.settled({})
})

it('one lost write among those of a request replaces its answer', async (t) => {
  const context = {}
  within(t, context)
  const requests = createRequests(true)
  await requests.write(Promise.resolve())
  await requests.write(Promise.reject(new Error('lost')))
  await assert.rejects(requests.settled(context), /lost/)
})

it('without a promise to wait for settled, each write is waited for', async (t) => {
  within(t, {})
  await assert.rejects(createRequests(false).write(Promise.reject(new Error('lost'))), /lost/)
})

it('a UserInfo request costs three commands, and the last two share a wait', async (t) => {
  const redis = await startRedis()
  const store = await openRedisStore({ url: redis.url })
  const client = new Redis(redis.url, { retryStrategy: () => null })
  const monitor = await client.monitor()
  t.after(async () => {
    monitor.disconnect()
    client.disconnect()
    await store.close()
    await redis.stop()
  })
  const { url, token } = await userInfoHost(t, store)
  const seen: string[] = []
  monitor.on('monitor', (_time: string, [command = '', ...keys]: string[]) => {
    seen.push(`${command} ${keys.map((key) => key.replace(/:[\w-]{43}$/, '')).join(' ')}`)
  })
  const answer = await got(`${url}/me`, { headers: { authorization: `Bearer ${token}` } }).json()
  assert.deepEqual(answer, { sub: 'someone' })
  await sleep(100)
  // In this order only when read ahead: the library itself asks for the session, the account, the grant.
  assert.deepEqual(seen.slice(seen.indexOf('get lk:AccessToken')), [
    'get lk:AccessToken',
    'mget lk:Session.alias lk:Grant',
    'hget lk:{accounts}:documents someone',
  ])
})

it('the account that the result of a login names is read beside it, and anew once this request has changed it', async (t) => {
  const redis = await startRedis()
  const store = await openRedisStore({ url: redis.url })
  t.after(async () => {
    await store.close()
    await redis.stop()
  })
  const { accounts } = store
  const interactions = store.adapter('Interaction')
  const save = (version: number) =>
    accounts.save({ id: 'someone', version, username: 'a', createdAt: 1, updatedAt: 1 }, [])
  const found = async () => (await accounts.find('someone'))?.version
  await save(1)
  await interactions.upsert('uid', { result: { login: { accountId: 'someone' } } }, 60)
  const resuming = () => ({ oidc: { route: 'resume' } })
  const change = within(t, resuming())
  await interactions.find('uid')
  await save(2)
  assert.equal(await found(), 2)
  const context = resuming()
  change(context)
  await interactions.find('uid')
  change({})
  await save(3)
  change(context)
  assert.equal(await found(), 2, 'read before it was changed beside this request')
  assert.equal(await found(), 3)
})

const signingKey = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
}

/** A bare provider on the store, with a token as the code flow leaves it. */
async function userInfoHost(
  t: TestContext,
  { adapter, accounts }: Awaited<ReturnType<typeof openRedisStore>>,
) {
  const client = {
    client_id: 'app',
    client_secret: 'secret',
    redirect_uris: ['https://app.example/cb'],
    id_token_signed_response_alg: 'ES256' as const,
  }
  const provider = new Provider('http://localhost', {
    adapter,
    clients: [client],
    jwks: { keys: [signingKey] },
    features: { devInteractions: { enabled: false } },
    ttl: { Grant: 60, AccessToken: 60 },
    findAccount: async (_ctx, id) => {
      const found = await accounts.find(id)
      return found && { accountId: found.id, claims: () => ({ sub: found.id }) }
    },
  })
  const server = createServer(provider.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  await accounts.save({ id: 'someone', version: 1, username: 'a', createdAt: 1, updatedAt: 1 }, [])
  const app = await provider.Client.find('app')
  if (app === undefined) throw new Error('no client')
  const grant = new provider.Grant({ accountId: 'someone', clientId: 'app' })
  grant.addOIDCScope('openid')
  const grantId = await grant.save()
  const session = new provider.Session()
  session.loginAccount({ accountId: 'someone' })
  session.grantIdFor('app', grantId)
  await session.save(60)
  const token = new provider.AccessToken({
    accountId: 'someone',
    client: app,
    grantId,
    gty: 'authorization_code',
    expiresWithSession: true,
    sessionUid: session.uid,
    scope: 'openid',
  })
  return { url: `http://127.0.0.1:${bound.port}`, token: await token.save() }
}
