import { readFile } from 'node:fs/promises'
import { KeyRefusal, promoted, retired } from '../config/key-ring.ts'
import { loadDeployment } from '../config/load.ts'
import { newSecret } from '../config/new-secrets.ts'
import { nameOfSecret, readSecretKeys, type SecretKey, writeSecretKeys } from '../config/secret-keys.ts'
import { namedKey } from '../config/secrets.ts'
import type { DeploymentSettings } from '../config/settings.ts'
import { addressOf, askStatus } from './ask-operations.ts'
import { replaceSecretFile, secretFile } from './secret-file.ts'
import { type MoveOptions, type Out, takeStep } from './take-step.ts'
import { besideServer } from './with-store.ts'

export type SecretKind = 'cookie' | 'code'

const day = 86_400

/** `latchkey secrets list` */
export async function listSecrets(directory: string, out: Out): Promise<void> {
  for (const kind of ['cookie', 'code'] as const) {
    const keys = readSecretKeys(await readFile(await secretFile(directory, `${kind}_keys`), 'utf8'))
    for (const [index, { kid }] of keys.entries()) {
      out.write(`${kind.padEnd(6)}  ${kid}  ${index === 0 ? 'in use' : 'recognised only'}\n`)
    }
  }
}

/** `latchkey secrets add` */
export async function addSecret(kind: SecretKind, directory: string, out: Out): Promise<void> {
  const key = newSecret()
  const kid = nameOfSecret(key)
  await changeKeys(kind, directory, async (keys) => [...keys, { key, kid, alg: 'secret' }])
  out.write(`${kid} is added. Reload every server, then: latchkey secrets promote ${kind} ${kid}\n`)
}

/**
 * `latchkey secrets promote` and `retire`: each first makes sure that the server runs with the step before. A key is
 * retired once nothing that was made with it is needed any more.
 *
 * @throws KeyRefusal, which says what to do or when to come back
 */
export async function moveSecret(
  name: 'promote' | 'retire',
  kind: SecretKind,
  kid: string,
  { directory, checked, out, clock = Date.now }: MoveOptions,
): Promise<void> {
  const settings = await loadDeployment(directory)
  const inForce = checked ? await namesInForce(settings, kind) : undefined
  const wait = name === 'promote' ? 0 : longestUse(settings, kind)
  const step = { inForce, wait, now: Math.floor(clock() / 1000) }
  await takeStep<SecretKey>(
    (change) => changeKeys(kind, directory, change),
    async (keys) => {
      const moved = name === 'promote' ? promoted(keys, kid, step) : retired(keys, kid, step)
      if (name === 'retire' && kind === 'code') await refuseWhileUsed(keys, kid, settings)
      return moved
    },
  )
  const then = name === 'promote' ? 'is used once every server is reloaded' : 'is gone once they are reloaded'
  out.write(`${kid} ${then}\n`)
}

async function changeKeys(
  kind: SecretKind,
  directory: string,
  change: (keys: readonly SecretKey[]) => Promise<readonly SecretKey[]>,
): Promise<void> {
  await replaceSecretFile(await secretFile(directory, `${kind}_keys`), async (text) =>
    writeSecretKeys(await change(readSecretKeys(text))),
  )
}

/** The names of the keys that the running server has, in their order. */
async function namesInForce(
  { operations }: DeploymentSettings,
  kind: SecretKind,
): Promise<readonly string[]> {
  const hint = 'look yourself that every server was reloaded, and add --unchecked'
  if (operations === undefined) throw new KeyRefusal(`there is no [operations] table to ask: ${hint}`)
  const address = addressOf(operations)
  try {
    return (await askStatus(address)).keys[kind]
  } catch (cause) {
    throw new KeyRefusal(`nothing answers on ${address}: ${hint}`, undefined, { cause })
  }
}

/** How long what was made with a key may be needed, in seconds: cookies of sessions and of remembered browsers, or codes. */
function longestUse({ sessions, authentication }: DeploymentSettings, kind: SecretKind): number {
  if (kind === 'code') return authentication.smsOtp.lifetimeSeconds + 60
  return Math.max(sessions.lifetimeSeconds, sessions.rememberBrowserDays * day) + 60
}

/** Backup codes live until they are used: without their key nobody could use them. */
async function refuseWhileUsed(
  keys: readonly SecretKey[],
  kid: string,
  { store: settings }: DeploymentSettings,
): Promise<void> {
  const sealing = keys.filter((each) => each.kid === kid).map(({ key }) => namedKey(key).kid)
  const left = await besideServer(settings, async ({ accounts }) => {
    let count = 0
    for await (const { backupCodes } of accounts.all()) {
      if (backupCodes?.codes.some((code) => sealing.includes(code.kid))) count += 1
    }
    return count
  })
  if (left === 0) return
  const some = left === 1 ? '1 account has' : `${left} accounts have`
  throw new KeyRefusal(
    `${some} backup codes that only ${kid} recognises: keep it until they have new ones (docs/keys.md)`,
  )
}
