import type { ReceiptStore } from '../../../interactions/sms-otp/receipt-store.ts'
import { entryName, type ReceiptEntry, readEntry } from '../receipt-entry.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import { changing } from './script.ts'

/** KEYS entry; ARGV reference, lifetime in ms. Answers the entry as it was. */
const expectReceipt = changing(`
local text = redis.call('GET', KEYS[1])
local entry = text and cjson.decode(text) or {}
entry.reference = cjson.decode(ARGV[2])
redis.call('SET', KEYS[1], cjson.encode(entry), 'PX', ARGV[3])
return text`)

/** KEYS entry; ARGV receipt, lifetime in ms. Answers the entry as it was. */
const reportReceipt = changing(`
local text = redis.call('GET', KEYS[1])
local entry = text and cjson.decode(text) or {}
if entry.reference then return text end
if entry.receipt ~= 'arrived' then entry.receipt = ARGV[2] end
redis.call('SET', KEYS[1], cjson.encode(entry), 'PX', ARGV[3])
return text`)

export const receiptScripts = [expectReceipt, reportReceipt]

/** Receipts in Redis, one script a method and one key each, so that they spread over the slots. See ReceiptStore. */
export function redisReceipts(connection: Connection, prefix: string): ReceiptStore {
  const keyOf = (gateway: string, messageId: string) => `${prefix}receipt:${entryName(gateway, messageId)}`
  return {
    async expect(gateway, messageId, { place, id, message, sent }, ttl) {
      const { account, purpose, browser } = place
      const reference = JSON.stringify({ place: { account, purpose, browser }, id, message, sent })
      return read(await connection.run(expectReceipt, [keyOf(gateway, messageId)], [reference, ttl])).receipt
    },
    async report(gateway, messageId, receipt, ttl) {
      return read(await connection.run(reportReceipt, [keyOf(gateway, messageId)], [receipt, ttl])).reference
    },
  }
}

function read(reply: unknown): ReceiptEntry {
  try {
    return typeof reply === 'string' ? readEntry(reply) : {}
  } catch (error) {
    throw unavailable(error)
  }
}
