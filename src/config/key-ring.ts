import type { JWK } from 'oidc-provider'

/** What has a turn: a key by its name, with when it was seen to be ready for its next step, in seconds. */
export interface RingEntry {
  readonly kid: string
  /** Only keys of one algorithm follow each other. */
  readonly alg: string
  readonly seen_at?: number
}

/** A private key of the JWK Set; `seen_at` is our own member. */
export type RingKey = JWK & RingEntry

/** Keys in the order of the file: the first of each algorithm signs, all are published. */
export type KeyRing<K extends RingEntry = RingKey> = readonly K[]

/** A step of the rotation that may not be taken, or not yet; the text says what to do. */
export class KeyRefusal extends Error {
  /** What has been learned and is to be kept: when waiting began. */
  readonly ring: KeyRing<RingEntry> | undefined

  constructor(message: string, ring?: KeyRing<RingEntry>, options?: ErrorOptions) {
    super(message, options)
    this.ring = ring
  }
}

/** What a step is judged by. */
export interface KeyStep {
  /** Names of the keys the servers run with, in their order; undefined when the admin has looked. */
  readonly inForce: readonly string[] | undefined
  /** How long the key must have been seen ready, in seconds. */
  readonly wait: number
  /** Seconds since the epoch. */
  readonly now: number
}

/** Clients keep the published keys for so long, in seconds; what most libraries do is less. */
export const clientCache = 3600

/** Which key signs: the first of its algorithm. */
export function signs(ring: KeyRing<RingEntry>, { kid, alg }: RingEntry): boolean {
  return ring.find((each) => each.alg === alg)?.kid === kid
}

/**
 * Moves a key to the front: it signs once every server was reloaded. It must have been published for as long as
 * clients keep the set, or they would meet signatures of a key they do not know.
 *
 * @throws KeyRefusal
 */
export function promoted<K extends RingEntry>(ring: KeyRing<K>, kid: string, step: KeyStep): KeyRing<K> {
  const key = named(ring, kid)
  if (signs(ring, key)) throw new KeyRefusal(`${kid} is the one that signs ${key.alg}`)
  if (step.inForce?.includes(kid) === false) {
    throw new KeyRefusal(`${kid} is not in force yet: reload every server first`)
  }
  const rest = waited(ring, key, step).map((each) => (each.alg === key.alg ? unseen(each) : each))
  return [unseen(key), ...rest.filter((each) => each.kid !== kid)]
}

/**
 * Takes a key out of the set. No server may sign with it any more, and all that it signed must be over.
 *
 * @throws KeyRefusal
 */
export function retired<K extends RingEntry>(ring: KeyRing<K>, kid: string, step: KeyStep): KeyRing<K> {
  const key = named(ring, kid)
  if (signs(ring, key)) throw new KeyRefusal(`${kid} signs ${key.alg}: promote another key first`)
  if (step.inForce !== undefined && isAheadOf(ring, key, step.inForce)) {
    throw new KeyRefusal(`${kid} is still the one in use: reload every server first`)
  }
  return waited(ring, key, step).filter((each) => each.kid !== kid)
}

/** Whether the servers run with an order in which this key signs. */
function isAheadOf(ring: KeyRing<RingEntry>, { kid, alg }: RingEntry, inForce: readonly string[]): boolean {
  const ofAlg = inForce.filter((name) => ring.some((each) => each.kid === name && each.alg === alg))
  return ofAlg[0] === kid
}

/** The ring when the key has been seen ready for long enough; otherwise a refusal that says when. */
function waited<K extends RingEntry>(ring: KeyRing<K>, key: K, { wait, now }: KeyStep): KeyRing<K> {
  if (wait === 0) return ring
  const since = key.seen_at ?? now
  const ready = since + wait
  if (now >= ready && key.seen_at !== undefined) return ring
  const when = new Date(ready * 1000).toISOString().slice(0, 16)
  const noted = ring.map((each) => (each.kid === key.kid ? { ...each, seen_at: since } : each))
  throw new KeyRefusal(`not yet: give this command again after ${when} UTC`, noted)
}

function named<K extends RingEntry>(ring: KeyRing<K>, kid: string): K {
  const key = ring.find((each) => each.kid === kid)
  if (key === undefined)
    throw new KeyRefusal(`no key is called ${kid}; there are ${ring.map((each) => each.kid).join(', ')}`)
  return key
}

function unseen<K extends RingEntry>({ seen_at: _, ...key }: K): K {
  return key as K
}
