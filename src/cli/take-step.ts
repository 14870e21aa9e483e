import { KeyRefusal, type KeyRing, type RingEntry } from '../config/key-ring.ts'

export interface Out {
  write(text: string): unknown
}

export interface MoveOptions {
  readonly directory: string
  /** False: nobody is asked which keys the servers run with. */
  readonly checked: boolean
  readonly out: Out
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
}

type Change<K extends RingEntry> = (ring: KeyRing<K>) => Promise<KeyRing<K>>

/**
 * Takes a step of a rotation in the file of the keys. What a refusal has learned, when waiting began, is written down
 * before it is thrown.
 *
 * @throws KeyRefusal
 */
export async function takeStep<K extends RingEntry>(
  replace: (change: Change<K>) => Promise<void>,
  step: (ring: KeyRing<K>) => KeyRing<K> | Promise<KeyRing<K>>,
): Promise<void> {
  let refusal: KeyRefusal | undefined
  await replace(async (ring) => {
    try {
      return await step(ring)
    } catch (error) {
      if (!(error instanceof KeyRefusal)) throw error
      refusal = error
      return ring.map((key) => ({ ...key, ...error.ring?.find(({ kid }) => kid === key.kid) }))
    }
  })
  if (refusal !== undefined) throw refusal
}
