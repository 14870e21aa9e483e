import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { findProgram, redisNames } from '../../scripts/find-program.ts'

/** A Redis of the test's own. Whoever starts one stops it. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Of the process that runs now; `restart` changes it. */
  readonly pid: number
  /** Ends the process and removes its folder. */
  stop(): Promise<void>
  /** Stops it in its tracks (SIGSTOP): connections stay open, nothing answers. */
  pause(): void
  resume(): void
  /** Kills it with signal 9 and starts it again on the same port and folder. */
  restart(): Promise<void>
  /** Kills it with signal 9 and leaves it down until `restart`. */
  kill(): Promise<void>
}

/** The settings that production is asked to have. */
const durable = '--appendonly yes --appendfsync everysec --maxmemory-policy noeviction --save'
const defaults = [...durable.split(' '), '']

/**
 * Starts a Redis on a free port of 127.0.0.1 in a folder of its own.
 *
 * @param options.args instead of the defaults: append-only, fsync each second, `noeviction`, no snapshots
 * @throws when no Redis is installed or it does not answer within five seconds
 */
export async function startRedis(options: { args?: readonly string[] } = {}): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-redis-'))
  const args = options.args ?? defaults
  let { child, port } = await launchSomewhere(directory, args)
  // A test file that dies must not leave a server behind.
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  const kill = () => end(child, 'SIGKILL')
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0
    },
    async stop() {
      process.off('exit', abandon)
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    async restart() {
      await kill()
      child = await launch(directory, port, args)
    },
  }
}

/** A replica of another test's Redis, once it has all of its data. */
export async function startReplica(primary: TestRedis): Promise<TestRedis> {
  const replica = await startRedis({ args: [...defaults, '--replicaof', '127.0.0.1', String(primary.port)] })
  const client = new Redis(replica.url)
  try {
    for (let tries = 0; !(await client.info('replication')).includes('master_link_status:up'); tries += 1) {
      if (tries === 250) throw new Error('the replica did not come up to date within five seconds')
      await sleep(20)
    }
  } finally {
    client.disconnect()
  }
  return replica
}

/** A port found free may be somebody else's a moment later, so a failed start gets another one. */
async function launchSomewhere(directory: string, args: readonly string[]) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return { child: await launch(directory, port, args), port }
    } catch (error) {
      if (attempt === 3) throw error
    }
  }
}

async function launch(directory: string, port: number, args: readonly string[]): Promise<ChildProcess> {
  const program = findProgram(redisNames)
  if (program === undefined) throw new Error('No redis-server in PATH. `npm run setup` installs or names it.')
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const child = spawn(program, [...place, ...args], { stdio: 'ignore' })
  try {
    await untilItAnswers(child, port)
    return child
  } catch (error) {
    await end(child, 'SIGKILL')
    throw error
  }
}

async function untilItAnswers(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 5000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`redis-server exited with ${child.exitCode}`)
    if (await answers(port)) return
    await sleep(20)
  }
  throw new Error(`redis-server on port ${port} did not answer within five seconds`)
}

/** True when a PING is answered by a PONG or the wish for a password: while it loads its file it says LOADING. */
async function answers(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(500)
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  try {
    await once(socket, 'connect', { signal })
    socket.write('PING\r\n')
    const [reply] = await once(socket, 'data', { signal })
    return /^(\+PONG|-NOAUTH)/.test(String(reply))
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function end(child: ChildProcess, signal: 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
