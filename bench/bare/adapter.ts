import type { Redis } from 'ioredis'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** Kept as a hash, so that `consumed` can be set beside the payload. */
const consumable = new Set([
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
])

/** Revoked together with their grant. */
const grantable = new Set([...consumable, 'AccessToken'])

/**
 * What people run who follow the library's documented Redis example: the same keys, the same commands in the same
 * transactions, the same reads in between. Written for the comparison; our own store works otherwise.
 *
 * @param redis client with a key prefix
 */
export function exampleAdapter(redis: Redis): AdapterFactory {
  return (model) => adapterFor(redis, model)
}

function adapterFor(redis: Redis, model: string): Adapter {
  const keyOf = (id: string) => `${model}:${id}`
  const find = async (id: string) => {
    if (!consumable.has(model)) return parsed(await redis.get(keyOf(id)))
    const { payload, consumed } = await redis.hgetall(keyOf(id))
    const found = parsed(payload)
    return found && consumed !== undefined ? { ...found, consumed: Number(consumed) } : found
  }
  const findVia = async (key: string) => {
    const id = await redis.get(key)
    return id === null ? undefined : find(id)
  }
  return {
    upsert: (id, payload, expiresIn = 0) => store(redis, model, id, payload, expiresIn),
    find,
    findByUid: (uid) => findVia(`uid:${uid}`),
    findByUserCode: (userCode) => findVia(`userCode:${userCode}`),
    async destroy(id) {
      await redis.del(keyOf(id))
    },
    async consume(id) {
      await redis.hset(keyOf(id), 'consumed', Math.floor(Date.now() / 1000))
    },
    async revokeByGrantId(grantId) {
      const members = await redis.lrange(`grant:${grantId}`, 0, -1)
      const transaction = redis.multi()
      for (const member of members) transaction.del(member)
      await transaction.del(`grant:${grantId}`).exec()
    },
  }
}

async function store(redis: Redis, model: string, id: string, payload: AdapterPayload, expiresIn: number) {
  const key = `${model}:${id}`
  const transaction = redis.multi()
  const text = JSON.stringify(payload)
  if (consumable.has(model)) transaction.hset(key, { payload: text })
  else transaction.set(key, text)
  if (expiresIn > 0) transaction.expire(key, expiresIn)
  const { grantId, uid, userCode } = payload
  if (grantable.has(model) && grantId !== undefined) {
    const list = `grant:${grantId}`
    transaction.rpush(list, key)
    // A list lives as long as its longest member; asked outside of the transaction, as the example does.
    if (expiresIn > (await redis.ttl(list))) transaction.expire(list, expiresIn)
  }
  for (const index of [uid && `uid:${uid}`, userCode && `userCode:${userCode}`]) {
    if (index) transaction.set(index, id).expire(index, expiresIn)
  }
  await transaction.exec()
}

function parsed(text: string | null | undefined): AdapterPayload | undefined {
  return text === null || text === undefined ? undefined : JSON.parse(text)
}
