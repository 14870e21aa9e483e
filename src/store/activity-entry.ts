import type { ActivityEntry } from '../accounts/activity.ts'
import { readObject } from './read-object.ts'

/** Reads an entry; undefined for what is none: nothing depends on it, so it is passed over. */
export function readEntry(text: string): ActivityEntry | undefined {
  const entry = readObject(text)
  return entry !== undefined && isEntry(entry) ? entry : undefined
}

const texts = ['session', 'client', 'network', 'agent', 'acr'] as const

function isEntry(value: Record<string, unknown>): value is Record<string, unknown> & ActivityEntry {
  const optional = texts.every((key) => value[key] === undefined || typeof value[key] === 'string')
  return Number.isSafeInteger(value.at) && typeof value.what === 'string' && optional
}
