import { digestOf } from '../../interactions/digest.ts'
import type { Receipt } from '../../interactions/sms-otp/ports.ts'
import type { MessageReference, MessageSent } from '../../interactions/sms-otp/receipt-store.ts'
import { readObject } from './read-object.ts'

/** An id of a gateway's message at rest, the same document in both stores: which message it stands for, what came. */
export interface ReceiptEntry {
  readonly reference?: MessageReference
  readonly receipt?: Receipt
}

/** A short name for an id that a stranger chose the length of. Gateway names hold no line break. */
export function entryName(gateway: string, messageId: string): string {
  return digestOf(`${gateway}\n${messageId}`).slice(0, 32)
}

/** @throws when it is not one of ours */
export function readEntry(text: string): ReceiptEntry {
  const { reference, receipt } = readObject(text) ?? {}
  const known = receipt === undefined || receipt === 'arrived' || receipt === 'undelivered'
  if (!known || !(reference === undefined || isReference(reference))) {
    throw new TypeError('a stored receipt cannot be read')
  }
  return { ...(reference === undefined ? {} : { reference }), ...(receipt === undefined ? {} : { receipt }) }
}

function isReference(value: unknown): value is MessageReference {
  if (!isObject(value) || !isObject(value.place)) return false
  const { account, purpose, browser } = value.place
  const texts = [value.id, account, purpose, browser]
  if (!texts.every((text) => typeof text === 'string') || !Number.isSafeInteger(value.message)) return false
  return value.sent === undefined || isSent(value.sent)
}

function isSent(value: unknown): value is MessageSent {
  if (!isObject(value) || typeof value.at !== 'number') return false
  const texts = [value.client, value.country, value.language]
  return texts.every((text) => text === undefined || typeof text === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
