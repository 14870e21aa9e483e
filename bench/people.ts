import { randomBytes } from 'node:crypto'

/** Somebody who logs in during the benchmark. */
export interface Person {
  /** Subject on the bare side; ours gives its own. */
  readonly id: string
  readonly username: string
  readonly email: string
  /** E.164 with plus. */
  readonly number: string
  readonly name: string
}

/** One password for all: what its hash costs is measured apart. */
export const password = 'a password for benchmarks only'

/** Numbers that no telephone company gives out: in North America 555-0100 to 555-0199 of each area. */
const numbersInArea = 100
const areas = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212]

/**
 * People enough that nobody logs in twice within seconds: what is counted per person stays small, as in real life.
 *
 * @param count 1 to 1000
 */
export function people(count: number): readonly Person[] {
  const most = areas.length * numbersInArea
  if (count > most) throw new RangeError(`at most ${most} people`)
  return Array.from({ length: count }, (_, index) => ({
    id: randomBytes(16).toString('base64url'),
    username: `person${index}`,
    email: `person${index}@example.com`,
    number: numberOf(index),
    name: `Person ${index}`,
  }))
}

function numberOf(index: number): string {
  const area = areas[Math.floor(index / numbersInArea)]
  return `+1${area}5550${100 + (index % numbersInArea)}`
}
