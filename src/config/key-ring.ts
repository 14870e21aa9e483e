import type { JWK } from 'oidc-provider'

/** A private key of the JWK Set, with when it was seen to be ready for its next step: our own member, in seconds. */
export type RingKey = JWK & { readonly kid: string; readonly alg: string; readonly seen_at?: number }

/** Keys in the order of the file: the first of each algorithm signs, all are published. */
export type KeyRing = readonly RingKey[]

/** A step of the rotation that may not be taken, or not yet; the text says what to do. */
export class KeyRefusal extends Error {
  /** What has been learned and is to be kept: when waiting began. */
  readonly ring: KeyRing | undefined

  constructor(message: string, ring?: KeyRing, options?: ErrorOptions) {
    super(message, options)
    this.ring = ring
  }
}

/** What a step is judged by. */
export interface KeyStep {
  /** Names of the keys the servers publish, in their order; undefined when the admin has looked. */
  readonly published: readonly string[] | undefined
  /** How long the key must have been seen ready, in seconds. */
  readonly wait: number
  /** Seconds since the epoch. */
  readonly now: number
}

/** Clients keep the published keys for so long, in seconds; what most libraries do is less. */
export const clientCache = 3600

/** Which key signs: the first of its algorithm. */
export function signs(ring: KeyRing, { kid, alg }: RingKey): boolean {
  return ring.find((each) => each.alg === alg)?.kid === kid
}

/**
 * Moves a key to the front: it signs once every server has started again. It must have been published for as long as
 * clients keep the set, or they would meet signatures of a key they do not know.
 *
 * @throws KeyRefusal
 */
export function promoted(ring: KeyRing, kid: string, step: KeyStep): KeyRing {
  const key = named(ring, kid)
  if (signs(ring, key)) throw new KeyRefusal(`${kid} is the one that signs ${key.alg}`)
  if (step.published?.includes(kid) === false) {
    throw new KeyRefusal(`the issuer does not publish ${kid} yet: start every server again first`)
  }
  const rest = waited(ring, key, step).map((each) => (each.alg === key.alg ? unseen(each) : each))
  return [unseen(key), ...rest.filter((each) => each.kid !== kid)]
}

/**
 * Takes a key out of the set. No server may sign with it any more, and all that it signed must be over.
 *
 * @throws KeyRefusal
 */
export function retired(ring: KeyRing, kid: string, step: KeyStep): KeyRing {
  const key = named(ring, kid)
  if (signs(ring, key)) throw new KeyRefusal(`${kid} signs ${key.alg}: promote another key first`)
  if (step.published !== undefined && isAheadOf(ring, key, step.published)) {
    throw new KeyRefusal(`the issuer still signs with ${kid}: start every server again first`)
  }
  return waited(ring, key, step).filter((each) => each.kid !== kid)
}

/** Whether the servers run with an order in which this key signs. */
function isAheadOf(ring: KeyRing, { kid, alg }: RingKey, published: readonly string[]): boolean {
  const ofAlg = published.filter((name) => ring.some((each) => each.kid === name && each.alg === alg))
  return ofAlg[0] === kid
}

/** The ring when the key has been seen ready for long enough; otherwise a refusal that says when. */
function waited(ring: KeyRing, key: RingKey, { wait, now }: KeyStep): KeyRing {
  const since = key.seen_at ?? now
  const ready = since + wait
  if (now >= ready && key.seen_at !== undefined) return ring
  const when = new Date(ready * 1000).toISOString().slice(0, 16)
  const noted = ring.map((each) => (each.kid === key.kid ? { ...each, seen_at: since } : each))
  throw new KeyRefusal(`not yet: give this command again after ${when} UTC`, noted)
}

function named(ring: KeyRing, kid: string): RingKey {
  const key = ring.find((each) => each.kid === kid)
  if (key === undefined)
    throw new KeyRefusal(`no key is called ${kid}; there are ${ring.map((each) => each.kid).join(', ')}`)
  return key
}

function unseen({ seen_at: _, ...key }: RingKey): RingKey {
  return key as RingKey
}
