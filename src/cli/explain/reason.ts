import { relative } from 'node:path'
import type { Loaded } from '../../config/load.ts'

/** What decided something, and where it was said. */
export interface Reason {
  /**
   * `file`: see `file`, `line` and `column`. `default`: no file says otherwise. `account`: as it is in the store. `store`:
   * what was counted there.
   */
  readonly by: 'file' | 'default' | 'account' | 'store' | 'request'
  /** From the configuration's folder. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly says: string
}

/** Points at a setting by its path, see originIn. */
export type PointAt = (path: string, value: unknown) => Reason

/** What goes without saying before an option's name. */
const obvious = /^(client\.-?\d+|sms\.[^.]+|limits|account|authentication(\.authenticator)?)\./

/** Finds settings in the files of a folder, as they were read. */
export function pointsInto(directory: string, origin: Loaded['origin']): PointAt {
  return (path, value) => {
    const says = `${path.replace(obvious, '')} = ${written(value)}`
    const place = origin(path)
    if (place === undefined) return { by: 'default', says }
    return { by: 'file', ...place, file: relative(directory, place.file), says }
  }
}

export function accountSays(says: string): Reason {
  return { by: 'account', says }
}

export function requestSays(says: string): Reason {
  return { by: 'request', says }
}

/** A moment for people and programs (RFC 3339). */
export function inFuture(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString()
}

/** Reasons as a terminal shows them: what one place says in one line. */
export function reasonLines(reasons: readonly Reason[]): readonly string[] {
  const places = new Map<string, string[]>()
  for (const reason of reasons.toSorted((one, other) => rank(one) - rank(other))) {
    const place = placeOf(reason)
    places.set(place, [...(places.get(place) ?? []), reason.says])
  }
  return [...places].map(([place, says]) => `${place}  ${says.join(', ')}`)
}

/** What somebody wrote down tells more than what nobody did. */
function rank({ by }: Reason): number {
  return ['file', 'request', 'store', 'account', 'default'].indexOf(by)
}

function placeOf({ by, file, line }: Reason): string {
  return by === 'file' ? `${file}:${line}` : by
}

/** As TOML has it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  return JSON.stringify(value)
}
