import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../test/support/free-port.ts'
import { send } from '../driver/browser.ts'
import { writeConfiguration } from '../ours/configuration.ts'
import { bareSettings } from '../sides.ts'
import { type Spread, spreadOf } from '../statistics.ts'
import type { World } from '../world.ts'

/** Milliseconds from spawn to the first answer of the discovery document. */
export interface ColdStart {
  /** Nothing compiled is kept yet. */
  readonly cold: Spread
  /** Started before. */
  readonly warm: Spread
}

interface Program {
  readonly port: number
  readonly args: readonly string[]
  /** Where it finds its compile cache. */
  readonly env: (directory: string) => NodeJS.ProcessEnv
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** `latchkey serve` on its embedded store. */
export async function oursColdStart(world: World, times: number): Promise<ColdStart> {
  const port = await freePort()
  const directory = join(await mkdtemp(join(world.folder, 'cold-')), 'config')
  await writeConfiguration(world, directory, port)
  const args = [join(root, 'bin/latchkey.js'), 'serve', '--config', directory]
  return measure(world, { port, args, env: (TMPDIR) => ({ TMPDIR, NODE_COMPILE_CACHE: undefined }) }, times)
}

/** The bare application, with Node told to keep compiled code: by itself it would not. */
export async function bareColdStart(world: World, times: number): Promise<ColdStart> {
  const port = await freePort()
  const path = join(world.folder, `cold-bare-${port}.json`)
  await writeFile(path, JSON.stringify(bareSettings(world, { port, redisUrl: world.redis.url })))
  const args = [join(root, 'bench/bare/main.ts'), path]
  return measure(world, { port, args, env: (NODE_COMPILE_CACHE) => ({ NODE_COMPILE_CACHE }) }, times)
}

async function measure(world: World, program: Program, times: number): Promise<ColdStart> {
  const cold: number[] = []
  const warm: number[] = []
  const kept = await mkdtemp(join(world.folder, 'kept-'))
  // The first start makes databases and the cache; it belongs to neither.
  await startOnce(program, kept)
  for (let round = 0; round < times; round += 1) {
    cold.push(await startOnce(program, await mkdtemp(join(world.folder, 'fresh-'))))
    warm.push(await startOnce(program, kept))
  }
  return { cold: spreadOf(cold), warm: spreadOf(warm) }
}

/** @param temporary where the process keeps temporary files: Node's compile cache is among them */
async function startOnce({ port, args, env }: Program, temporary: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env(temporary) },
  })
  const [gone, printed] = [once(child, 'exit'), text(child.stderr)]
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended: ${await printed}`)
      await sleep(3)
    }
    return performance.now() - started
  } finally {
    child.kill()
    await gone
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const url = new URL(`http://localhost:${port}/.well-known/openid-configuration`)
    return (await send(url, { headers: { accept: 'application/json', connection: 'close' } })).status === 200
  } catch {
    return false
  }
}
