import { clientCache, KeyRefusal, type KeyRing, promoted, retired, signs } from '../config/key-ring.ts'
import { loadSettings } from '../config/load.ts'
import { newSigningKey } from '../config/new-secrets.ts'
import type { Settings } from '../config/settings.ts'
import { changeKeyFile, readKeyFile } from './key-file.ts'
import { type MoveOptions, type Out, takeStep } from './take-step.ts'

/** `latchkey keys list` */
export async function listKeys(directory: string, out: Out): Promise<void> {
  const ring = await readKeyFile(directory)
  for (const key of ring) {
    const seen = key.seen_at === undefined ? '' : `, ready since ${minute(key.seen_at)}`
    out.write(`${key.kid}  ${key.alg}  ${signs(ring, key) ? 'signs' : `published only${seen}`}\n`)
  }
}

/** `latchkey keys add` */
export async function addKey(alg: 'ES256' | 'RS256', directory: string, out: Out): Promise<void> {
  const key = await newSigningKey(alg)
  await changeKeyFile(directory, async (ring) => [...ring, key])
  out.write(`${key.kid} is added. Reload every server, then: latchkey keys promote ${key.kid}\n`)
}

/**
 * `latchkey keys promote` and `retire`: each first makes sure that the servers run with the step before, notes when it
 * saw that, and takes the step once it has been so for long enough.
 *
 * @throws KeyRefusal, which says what to do or when to come back
 */
export async function moveKey(
  name: 'promote' | 'retire',
  kid: string,
  { directory, checked, out, clock = Date.now }: MoveOptions,
): Promise<void> {
  const { settings } = await loadSettings({ directory, mode: 'serve' })
  const inForce = checked ? await publishedBy(settings.server.issuer) : undefined
  const [move, wait] = name === 'promote' ? [promoted, clientCache] : [retired, longestUse(settings)]
  const step = { inForce, wait, now: Math.floor(clock() / 1000) }
  await takeStep(
    (change) => changeKeyFile(directory, change),
    (ring) => move(ring, kid, step),
  )
  const then = name === 'promote' ? 'signs once every server is reloaded' : 'is gone once they are reloaded'
  out.write(`${kid} ${then}\n`)
}

/** Everything a key signed is over by then, in seconds: an ID Token is the hint of a sign-out as long as its session. */
function longestUse({ tokens, sessions }: Settings): number {
  return Math.max(tokens.idSeconds, tokens.accessSeconds, sessions.lifetimeSeconds) + 60
}

/** The names of the keys that clients are given now. */
async function publishedBy(issuer: string): Promise<readonly string[]> {
  const hint = 'where it cannot be reached from here, look yourself and add --unchecked'
  try {
    const response = await fetch(`${issuer}/jwks`, { signal: AbortSignal.timeout(5000), redirect: 'error' })
    const { keys } = (await response.json()) as { keys: KeyRing }
    return keys.map(({ kid }) => kid)
  } catch (cause) {
    throw new KeyRefusal(`${issuer}/jwks does not say which keys it publishes; ${hint}`, undefined, { cause })
  }
}

function minute(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)} UTC`
}
