import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JWK } from 'oidc-provider'
import { createPasswords } from '../src/accounts/password.ts'
import { newSigningKeys } from '../src/config/new-secrets.ts'
import { startRedis, type TestRedis } from '../test/support/redis.ts'
import { type Gateway, startGateway } from './driver/gateway.ts'
import { type Person, password, people } from './people.ts'

/** What both sides share: one Redis, the same people, keys and hash; and the gateway that only ours calls. */
export interface World {
  /** For settings, logs, profiles; removed at the end. */
  readonly folder: string
  readonly redis: TestRedis
  readonly gateway: Gateway
  readonly people: readonly Person[]
  readonly signingKeys: readonly JWK[]
  readonly cookieKeys: readonly string[]
  readonly passwordHash: string
  /** Everybody in turn. */
  nextPerson(): Person
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const everybody = people(1000)
  const [folder, redis, gateway, signingKeys, passwordHash] = await Promise.all([
    mkdtemp(join(tmpdir(), 'latchkey-bench-')),
    startRedis(),
    startGateway(),
    newSigningKeys(),
    createPasswords().hash(password),
  ])
  let turn = 0
  return {
    folder,
    redis,
    gateway,
    people: everybody,
    signingKeys,
    cookieKeys: [randomBytes(32).toString('base64url')],
    passwordHash,
    nextPerson: () => everybody[turn++ % everybody.length] as Person,
    async close() {
      gateway.close()
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
