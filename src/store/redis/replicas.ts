import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'

/**
 * Writes that count only once so many replicas have them (BKP-04): a primary that is lost a moment later must not bring
 * back a backup code that let somebody in. Rejects where they are not confirmed in time; such a write may have been
 * done, so whatever rests on it does not happen.
 *
 * @param connection used for nothing else: WAIT holds up every command behind it, and speaks of its own writes only
 * @param timeout milliseconds; less than a command may take
 */
export function confirmedWrites(
  connection: Connection,
  replicas: number,
  timeout: number,
): Connection['run'] {
  return async (script, keys, args) => {
    // One after the other in one pipeline: the write, then the wait for it.
    const [reply, confirmed] = await Promise.all([
      connection.run(script, keys, args),
      connection.read((client) => client.wait(replicas, timeout)),
    ])
    if (confirmed >= replicas) return reply
    throw unavailable(new Error(`${confirmed} of ${replicas} replicas confirmed a write`))
  }
}
