import type { Account } from '../../accounts/account.ts'
import type { AccountStore, AccountWrite, SaveResult, Yielding } from '../../accounts/store.ts'
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

/**
 * KEYS documents, identifiers; ARGV identifiers of removed accounts that become free, then id, version, document and
 * identifiers of each account, those that yield first. Answers {result, identifier}.
 */
const saveAccount = changing(`
local free, left, writes = {}, {}, {}
for _, identifier in ipairs(cjson.decode(ARGV[2])) do
  local id = redis.call('HGET', KEYS[2], identifier)
  if id and redis.call('HEXISTS', KEYS[1], id) == 0 then
    left[identifier] = true
    table.insert(free, identifier)
  end
end
for at = 3, #ARGV, 4 do
  local id, wanted, keeps = ARGV[at], cjson.decode(ARGV[at + 3]), {}
  local text = redis.call('HGET', KEYS[1], id)
  local stored = text and cjson.decode(text) or { version = 0, identifiers = {} }
  if stored.version ~= tonumber(ARGV[at + 1]) - 1 then return {'version'} end
  for _, identifier in ipairs(wanted) do
    local holder = redis.call('HGET', KEYS[2], identifier)
    if holder and holder ~= id and not left[identifier] then return {'taken', identifier} end
    keeps[identifier] = true
  end
  for _, identifier in ipairs(stored.identifiers) do
    if not keeps[identifier] then left[identifier] = true end
  end
  table.insert(writes, { id = id, document = ARGV[at + 2], held = stored.identifiers, wanted = wanted })
end
for _, identifier in ipairs(free) do redis.call('HDEL', KEYS[2], identifier) end
for _, write in ipairs(writes) do
  redis.call('HSET', KEYS[1], write.id, write.document)
  for _, identifier in ipairs(write.held) do redis.call('HDEL', KEYS[2], identifier) end
  for _, identifier in ipairs(write.wanted) do redis.call('HSET', KEYS[2], identifier, write.id) end
end
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

export const accountScripts = [findAccount, saveAccount, removeAccount]

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
  async function save(wanted: AccountWrite, { writes, freed }: Yielding = nobody): Promise<SaveResult> {
    requests.forget('Account')
    const args = [JSON.stringify(freed), ...[...writes, wanted].flatMap(argumentsOf)]
    return resultOf(await write(saveAccount, keys, args))
  }
  return {
    async find(id) {
      return accountOf(await (requests.take('Account', id) ?? read(id)))
    },
    readAhead: (id) => requests.ahead('Account', id, () => read(id)),
    findByIdentifier: async (identifier) => accountOf(await connection.run(findAccount, keys, [identifier])),
    save: (account, identifiers, yielding) => save({ account, identifiers }, yielding),
    // Side by side: they share the round trips.
    saveAll: (writes) => Promise.all(writes.map((each) => save(each))),
    async holdersOf(identifiers) {
      if (identifiers.length === 0) return []
      const held = await connection.read((client) => client.hmget(identifierIds, ...identifiers))
      return held.map((id) => id ?? undefined)
    },
    async remove({ id, version }, kept) {
      requests.forget('Account')
      return (await write(removeAccount, keys, [id, version, JSON.stringify(kept)])) === 1
    },
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

const nobody: Yielding = { writes: [], freed: [] }

function argumentsOf({ account, identifiers }: AccountWrite) {
  const { id, version } = account
  return [id, version, JSON.stringify({ version, identifiers, account }), JSON.stringify(identifiers)]
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
