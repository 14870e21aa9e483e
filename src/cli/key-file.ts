import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint } from 'jose'
import { documentOf } from '../config/document.ts'
import type { KeyRing, RingKey } from '../config/key-ring.ts'
import { ConfigurationError } from '../config/problem.ts'
import { Report } from '../config/report.ts'
import { readSigningKeys } from '../config/signing-keys.ts'
import { replaceSecretFile, secretFile } from './secret-file.ts'

/** The keys that `[secrets] signing_keys` names, in their order. */
export async function readKeyFile(directory: string): Promise<KeyRing> {
  return ringIn(await readFile(await secretFile(directory, 'signing_keys'), 'utf8'))
}

/**
 * Replaces the file in one step: whoever reads it sees the old keys or the new ones. Two commands at once do not
 * overwrite each other, and what would not load is not written.
 */
export async function changeKeyFile(
  directory: string,
  change: (ring: KeyRing) => Promise<KeyRing>,
): Promise<void> {
  await replaceSecretFile(await secretFile(directory, 'signing_keys'), async (before) => {
    const ring = await change(await ringIn(before))
    const text = `${JSON.stringify({ keys: ring }, undefined, 2)}\n`
    check(text)
    return text
  })
}

/** A key without a name has the one the library gives it (RFC 7638). */
async function ringIn(text: string): Promise<KeyRing> {
  const checked = check(text)
  const { keys }: { keys: (JsonWebKey & { kid?: string })[] } = JSON.parse(text)
  return Promise.all(
    keys.map(async (key, index) => {
      const kid = key.kid ?? (await calculateJwkThumbprint(createPublicKey({ key, format: 'jwk' })))
      return { ...key, kid, alg: checked[index]?.alg } as RingKey
    }),
  )
}

function check(text: string) {
  const report = new Report()
  const keys = readSigningKeys(text, documentOf('signing_keys', {}), report)
  if (keys === undefined) throw new ConfigurationError(report.problems)
  return keys
}
