import type { Facts } from '../../interactions/pending.ts'
import { readObject } from './read-object.ts'

/**
 * Reads what stands in a place.
 *
 * @throws when it is not what was put there
 */
export function readFacts(text: string): Facts {
  const facts = readObject(text)
  if (facts === undefined || !areFacts(facts)) throw new TypeError('what is pending cannot be read')
  return facts
}

function areFacts(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((fact) => typeof fact === 'string')
}
