import type { Account } from '../../accounts/account.ts'
import type { AccountStore, AccountWrite, SaveResult } from '../../accounts/store.ts'
import { readObject } from '../read-object.ts'
import { readAccount } from '../stored-account.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import type { Requests } from './requests.ts'
import { changing, reading } from './script.ts'

const batchSize = 200

/** KEYS documents, identifiers; ARGV identifier */
const findAccount = reading(`
local id = redis.call('HGET', KEYS[2], ARGV[1])
return id and redis.call('HGET', KEYS[1], id)`)

/** KEYS documents, identifiers; ARGV id, version, document, identifiers. Answers {result, identifier}. */
const saveAccount = changing(`
local id, wanted = ARGV[2], cjson.decode(ARGV[5])
local text = redis.call('HGET', KEYS[1], id)
local stored = text and cjson.decode(text) or { version = 0, identifiers = {} }
if stored.version ~= tonumber(ARGV[3]) - 1 then return {'version'} end
for _, identifier in ipairs(wanted) do
  local holder = redis.call('HGET', KEYS[2], identifier)
  if holder and holder ~= id then return {'taken', identifier} end
end
redis.call('HSET', KEYS[1], id, ARGV[4])
for _, identifier in ipairs(stored.identifiers) do redis.call('HDEL', KEYS[2], identifier) end
for _, identifier in ipairs(wanted) do redis.call('HSET', KEYS[2], identifier, id) end
return {'saved'}`)

/** KEYS documents, identifiers; ARGV id, version, identifiers that stay held. Answers 1, or 0 for another version. */
const removeAccount = changing(`
local text = redis.call('HGET', KEYS[1], ARGV[2])
local stored = text and cjson.decode(text)
if not stored or stored.version ~= tonumber(ARGV[3]) then return 0 end
redis.call('HDEL', KEYS[1], ARGV[2])
for _, identifier in ipairs(stored.identifiers) do redis.call('HDEL', KEYS[2], identifier) end
for _, identifier in ipairs(cjson.decode(ARGV[4])) do redis.call('HSET', KEYS[2], identifier, ARGV[2]) end
return 1`)

/** KEYS documents, identifiers; ARGV identifier. Answers 1, or 0 when no removed account holds it. */
const freeIdentifier = changing(`
local id = redis.call('HGET', KEYS[2], ARGV[2])
if not id or redis.call('HEXISTS', KEYS[1], id) == 1 then return 0 end
return redis.call('HDEL', KEYS[2], ARGV[2])`)

export const accountScripts = [findAccount, saveAccount, removeAccount, freeIdentifier]

/** Where accounts are: documents by id, ids by identifier. */
export function accountHashes(prefix: string) {
  return { documents: `${prefix}{accounts}:documents`, identifiers: `${prefix}{accounts}:identifiers` }
}

export interface RedisAccounts extends AccountStore {
  /** Starts reading an account that this request is about to ask for. */
  readAhead(id: string): void
}

/**
 * Accounts in two hashes of one slot: id to document, identifier to id. A document is stored together with the
 * identifiers it holds, so that the ones it gives up can be freed in the same step. Nothing here ever expires.
 *
 * @param write runs the scripts that write; see confirmedWrites
 */
export function redisAccounts(
  connection: Connection,
  prefix: string,
  requests: Requests,
  write: Connection['run'],
): RedisAccounts {
  const { documents, identifiers: identifierIds } = accountHashes(prefix)
  const keys = [documents, identifierIds]
  const read = (id: string) => connection.read((client) => client.hget(documents, id))
  async function save({ account, identifiers }: AccountWrite): Promise<SaveResult> {
    requests.forget('Account')
    const { id, version } = account
    const document = JSON.stringify({ version, identifiers, account })
    const args = [id, version, document, JSON.stringify(identifiers)]
    return resultOf(await write(saveAccount, keys, args))
  }
  return {
    async find(id) {
      return accountOf(await (requests.take('Account', id) ?? read(id)))
    },
    readAhead: (id) => requests.ahead('Account', id, () => read(id)),
    findByIdentifier: async (identifier) => accountOf(await connection.run(findAccount, keys, [identifier])),
    save: (account, identifiers) => save({ account, identifiers }),
    // Side by side: they share the round trips.
    saveAll: (writes) => Promise.all(writes.map(save)),
    async holdersOf(identifiers) {
      if (identifiers.length === 0) return []
      const held = await connection.read((client) => client.hmget(identifierIds, ...identifiers))
      return held.map((id) => id ?? undefined)
    },
    async remove({ id, version }, kept) {
      requests.forget('Account')
      return (await write(removeAccount, keys, [id, version, JSON.stringify(kept)])) === 1
    },
    free: async (identifier) => (await write(freeIdentifier, keys, [identifier])) === 1,
    async *all() {
      // HSCAN may name a field twice while the hash is reorganised.
      const seen = new Set<string>()
      let cursor = '0'
      do {
        const [next, fields] = await connection.read((client) =>
          client.hscan(documents, cursor, 'COUNT', batchSize),
        )
        cursor = next
        for (let index = 0; index < fields.length; index += 2) {
          const [id = '', text] = fields.slice(index, index + 2)
          const account = seen.has(id) ? undefined : accountOf(text)
          seen.add(id)
          if (account !== undefined) yield account
        }
      } while (cursor !== '0')
    },
  }
}

function accountOf(text: unknown): Account | undefined {
  if (typeof text !== 'string') return undefined
  return readAccount(readObject(text)?.account)
}

function resultOf(reply: unknown): SaveResult {
  const [result, identifier] = Array.isArray(reply) ? reply : []
  if (result === 'saved') return { saved: true }
  if (result === 'version') return { saved: false, reason: 'version' }
  if (result === 'taken' && typeof identifier === 'string')
    return { saved: false, reason: 'taken', identifier }
  throw unavailable(new Error('an unknown reply to a save'))
}
