import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JWK } from 'oidc-provider'
import { newSecret, newSigningKeys } from '../config/new-secrets.ts'
import { makeFolder } from '../store/folder.ts'

/** What the demo made up on its first start and keeps, so that its logins survive a restart. */
export interface DemoState {
  readonly signingKeys: readonly JWK[]
  readonly cookieKey: string
  readonly codeKey: string
  readonly clientSecret: string
  /** Of the ready-made user; printed at every start. */
  readonly password: string
}

/**
 * Reads the demo's secrets, or makes them on the first start.
 *
 * @param directory the demo's data folder; made if missing
 * @throws with one line that names the folder when it cannot be read or written
 */
export async function demoState(directory: string): Promise<DemoState> {
  const path = join(directory, 'demo.json')
  try {
    makeFolder(directory)
    return (await known(path)) ?? (await make(path))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `the demo cannot keep its data in ${directory}: ${reason}; make the folder writable, or remove it`,
      { cause },
    )
  }
}

async function known(path: string): Promise<DemoState | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function make(path: string): Promise<DemoState> {
  const state: DemoState = {
    signingKeys: await newSigningKeys(),
    cookieKey: newSecret(),
    codeKey: newSecret(),
    clientSecret: newSecret(),
    password: newSecret().slice(0, 16),
  }
  // Whole or not at all: a half-written file would lock the demo out of its own data.
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
  await rename(`${path}.new`, path)
  return state
}
