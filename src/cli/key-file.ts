import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { type Document, documentOf } from '../config/document.ts'
import { readDocument } from '../config/files.ts'
import type { KeyRing, RingKey } from '../config/key-ring.ts'
import { ConfigurationError } from '../config/problem.ts'
import { referencedFile } from '../config/references.ts'
import { Report } from '../config/report.ts'
import { readSigningKeys } from '../config/signing-keys.ts'

/** The keys that `[secrets] signing_keys` names, in their order. */
export async function readKeyFile(directory: string): Promise<KeyRing> {
  return ringIn(await readFile(await pathOf(directory), 'utf8'))
}

/**
 * Replaces the file in one step: whoever reads it sees the old keys or the new ones. Two commands at once do not
 * overwrite each other, and what would not load is not written.
 */
export async function changeKeyFile(
  directory: string,
  change: (ring: KeyRing) => Promise<KeyRing>,
): Promise<void> {
  const path = await pathOf(directory)
  const draft = `${path}.new`
  const file = await open(draft, 'wx', 0o600).catch((cause) => {
    throw new Error(`${draft} is there: another command is at work, or was stopped and left it`, { cause })
  })
  try {
    const ring = await change(await ringIn(await readFile(path, 'utf8')))
    const text = `${JSON.stringify({ keys: ring }, undefined, 2)}\n`
    check(text)
    const { uid, gid, mode } = await stat(path)
    await file.writeFile(text)
    await file.chmod(mode & 0o777)
    // Who starts this command may be somebody else than the server, which must still be able to read it.
    await file.chown(uid, gid)
    await file.sync()
    await file.close()
    await rename(draft, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}

async function pathOf(directory: string): Promise<string> {
  const report = new Report()
  const deployment = await readDocument(join(directory, 'deployment.toml'), report)
  if (deployment === undefined) throw new ConfigurationError(report.problems)
  const path = referencedFile(writtenIn(deployment), directory)
  if (path === undefined) {
    throw new Error(
      'signing_keys under [secrets] names no file ("file:…"): exchange keys where it comes from',
    )
  }
  return realpath(path)
}

function writtenIn({ root }: Document): unknown {
  const { secrets } = root
  return typeof secrets === 'object' && secrets !== null && 'signing_keys' in secrets
    ? secrets.signing_keys
    : undefined
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
