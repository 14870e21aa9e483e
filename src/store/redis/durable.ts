import type { DurableEntry, DurableStore } from '../durable.ts'
import { readFailures } from '../failure-record.ts'
import { readObject } from '../read-object.ts'
import { readStoredAccount } from '../stored-account.ts'
import { accountHashes } from './accounts.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import { accountKey } from './keys.ts'
import { changing, reading } from './script.ts'

const batchSize = 200

/**
 * KEYS documents, identifiers; ARGV id, document or '', identifiers. Answers 1 when it is there now, 0 when something
 * else is.
 */
const putAccount = changing(`
local id, document, wanted = ARGV[2], ARGV[3], cjson.decode(ARGV[4])
for _, identifier in ipairs(wanted) do
  local holder = redis.call('HGET', KEYS[2], identifier)
  if holder and holder ~= id then return 0 end
end
if document ~= '' then
  local stored = redis.call('HGET', KEYS[1], id)
  if stored and stored ~= document then return 0 end
  redis.call('HSET', KEYS[1], id, document)
end
for _, identifier in ipairs(wanted) do redis.call('HSET', KEYS[2], identifier, id) end
return 1`)

/** KEYS failures; ARGV the record, when it goes or ''. Answers as the one above. */
const putFailures = changing(`
local stored = redis.call('GET', KEYS[1])
if stored then return stored == ARGV[2] and 1 or 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3]) end
return 1`)

/** KEYS failures. Answers the record and when it goes, -1 for never; nothing when there is none any more. */
const readRecord = reading(`
local text = redis.call('GET', KEYS[1])
return text and {text, redis.call('PEXPIRETIME', KEYS[1])}`)

export const durableScripts = [putAccount, putFailures, readRecord]

/** Where each part is: accounts may live in a Redis of their own. */
interface DurableParts {
  readonly state: Connection
  readonly accounts: Connection
  readonly prefix: string
  /** Runs the scripts that write accounts; see confirmedWrites. */
  readonly save: Connection['run']
}

/** What `latchkey backup` reads and `latchkey restore` writes. See DurableStore. */
export function redisDurable({ state, accounts, prefix, save }: DurableParts): DurableStore {
  const { documents, identifiers } = accountHashes(prefix)
  const exists = (id: string) => accounts.read((client) => client.hexists(documents, id)).then(Boolean)
  const put = async (entry: DurableEntry): Promise<boolean> => {
    if (entry.kind === 'failures') {
      const key = accountKey(prefix, entry.account, 'failures')
      const args = [JSON.stringify(entry.record), entry.expires ?? '']
      return (await state.run(putFailures, [key], args)) === 1
    }
    const [id, document, held] =
      entry.kind === 'held'
        ? [entry.account, '', [entry.identifier]]
        : [entry.account.id, documentOf(entry), entry.identifiers]
    return (await save(putAccount, [documents, identifiers], [id, document, JSON.stringify(held)])) === 1
  }
  return {
    async *entries() {
      const living = new Set<string>()
      for await (const [id, text] of fieldsOf(accounts, documents)) {
        living.add(id)
        yield accountEntry(text)
      }
      for await (const [identifier, account] of fieldsOf(accounts, identifiers)) {
        // An account that was made since the documents were read holds its own.
        if (living.has(account) || (await exists(account))) continue
        yield { kind: 'held', identifier, account }
      }
      yield* failureEntries(state, prefix)
    },
    put: (entries) => Promise.all(entries.map(put)),
  }
}

/** As `save` writes it. */
function documentOf({ account, identifiers }: Extract<DurableEntry, { kind: 'account' }>): string {
  return JSON.stringify({ version: account.version, identifiers, account })
}

function accountEntry(text: string): DurableEntry {
  const { account, identifiers } = readObject(text) ?? {}
  if (!Array.isArray(identifiers)) throw unavailable(new Error('a stored account cannot be read'))
  return { kind: 'account', account: readStoredAccount(account), identifiers: identifiers.map(String) }
}

/** Every field of a hash once: HSCAN may name one twice while the hash is reorganised. */
async function* fieldsOf(connection: Connection, key: string): AsyncIterable<readonly [string, string]> {
  const seen = new Set<string>()
  let cursor = '0'
  do {
    const [next, fields] = await connection.read((client) => client.hscan(key, cursor, 'COUNT', batchSize))
    cursor = next
    for (let index = 0; index < fields.length; index += 2) {
      const [field = '', value = ''] = fields.slice(index, index + 2)
      if (!seen.has(field)) yield [field, value]
      seen.add(field)
    }
  } while (cursor !== '0')
}

async function* failureEntries(connection: Connection, prefix: string): AsyncIterable<DurableEntry> {
  const seen = new Set<string>()
  const [before, after] = [`${prefix}{`, '}:failures']
  let cursor = '0'
  do {
    const [next, keys] = await connection.read((client) =>
      client.scan(cursor, 'MATCH', `${escaped(before)}*${after}`, 'COUNT', 1000),
    )
    cursor = next
    for (const key of keys) {
      if (seen.has(key)) continue
      seen.add(key)
      const account = decodeURIComponent(key.slice(before.length, -after.length))
      const found = await connection.run(readRecord, [key])
      if (Array.isArray(found)) yield failuresEntry(account, found)
    }
  } while (cursor !== '0')
}

function failuresEntry(account: string, [text, expires]: readonly unknown[]): DurableEntry {
  const end = Number(expires) < 0 ? {} : { expires: Number(expires) }
  return { kind: 'failures', account, record: readFailures(String(text)), ...end }
}

/** A pattern that means just this text. */
function escaped(text: string): string {
  return text.replace(/[*?[\]\\^-]/g, '\\$&')
}
