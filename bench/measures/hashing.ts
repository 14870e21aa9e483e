import { openSide } from '../sides.ts'
import { median } from '../statistics.ts'
import type { World } from '../world.ts'

/** What a login costs with its password hash, and what the hash alone costs in the same process. */
export interface HashingCost {
  /** Milliseconds of processor time. */
  readonly cpu: { readonly login: number; readonly hash: number }
  /** Milliseconds on the clock, one login at a time. */
  readonly time: { readonly login: number; readonly hash: number }
}

/** Latchkey with nothing stubbed. */
export async function measureHashing(world: World, logins: number): Promise<HashingCost> {
  const { child, logIn } = await openSide(world, 'ours', { hash: true })
  try {
    await logIn(10 * logins, 4)
    const hashes = []
    for (let count = 0; count < 40; count += 1)
      hashes.push(await child.ask({ ask: 'hash', hash: world.passwordHash }))
    const before = await child.ask({ ask: 'usage' })
    const times = await logIn(logins, 1)
    const after = await child.ask({ ask: 'usage' })
    return {
      cpu: { login: (after.cpu - before.cpu) / logins, hash: median(hashes.map(({ cpu }) => cpu)) },
      time: { login: median(times), hash: median(hashes.map(({ time }) => time)) },
    }
  } finally {
    await child.stop()
  }
}
