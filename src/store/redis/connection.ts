import { performance } from 'node:perf_hooks'
import { Redis, type RedisOptions } from 'ioredis'
import { clocksApart, createRedisClock, type RedisClock } from './clock.ts'
import { reasonOf, unavailable } from './failure.ts'
import { lateError, type Script } from './script.ts'

export interface ConnectionOptions {
  readonly url: string
  /** Milliseconds a command may take. */
  readonly commandTimeout: number
  /** Told of every connection error; what it throws is ignored. */
  readonly onTrouble: (error: Error) => void
  /** Loaded at each connect, so that the short form of a call (EVALSHA) is known. */
  readonly scripts: readonly Script[]
}

/** A connection that answers or rejects with StoreUnavailableError, both within the command timeout. */
export interface Connection {
  /** For commands that change nothing. */
  read<T>(command: (client: Redis) => Promise<T>): Promise<T>
  /** Runs a script; one that changes something is given its deadline as first argument. */
  run(script: Script, keys: readonly string[], args?: readonly (string | number)[]): Promise<unknown>
  /** By how many milliseconds Redis's clock is ahead of this machine's. */
  clockDifference(): number
  close(): Promise<void>
}

/** Between measurements two machines' clocks drift by less than a millisecond or two. */
const measureInterval = 60_000

/**
 * Connects, or says in one error why not. After that the connection mends itself; while it is broken every call
 * fails at once.
 */
export async function connectRedis(options: ConnectionOptions): Promise<Connection> {
  const { url, commandTimeout, scripts } = options
  const client = new Redis(url, driverOptions(commandTimeout))
  const lastTrouble = listen(client, options.onTrouble)
  const clock = createRedisClock(() => client.time())
  const prepare = () => {
    // Sent before anything else on the new connection. A failure is no loss: `send` has the long form.
    for (const { source } of scripts) client.script('LOAD', source).catch(() => {})
    clock.measure().catch(() => {})
  }
  client.on('ready', prepare)
  try {
    await client.connect()
    await clock.measure()
  } catch (error) {
    client.disconnect()
    throw new Error(`Redis at ${placeOf(url)} cannot be used: ${reasonOf(lastTrouble() ?? error)}`)
  }
  const together = batchWrites(client)
  // What it is at the start inspectRedis says.
  const compare = () => {
    const apart = clocksApart(clock.difference())
    if (apart !== undefined) tell(options, apart)
  }
  const timer = setInterval(() => clock.measure().then(compare, () => {}), measureInterval).unref()
  return {
    read(command) {
      together()
      return command(client).catch(rejectUnavailable)
    },
    run: createRunner(client, clock, commandTimeout, together),
    clockDifference: clock.difference,
    async close() {
      clearInterval(timer)
      await client.quit().catch(() => client.disconnect())
    },
  }
}

/**
 * Each of these on purpose (STO-01): with the driver's defaults a call during an outage hangs for a minute, and one
 * that timed out may be sent again.
 */
function driverOptions(commandTimeout: number) {
  return {
    lazyConnect: true,
    connectionName: 'latchkey',
    connectTimeout: 1000,
    commandTimeout,
    // A peer that vanished without a word (failover, cut cable) is given up and connected to anew.
    socketTimeout: commandTimeout * 3,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    // 50, 100, 200 … 1000 ms, of which up to half is taken off at random: instances do not come back in step.
    retryStrategy: (times: number) => Math.min(1000, 25 * 2 ** Math.min(times, 6)) * (1 - Math.random() / 2),
    // A primary that became a replica: connect anew, do not send the refused command again.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions
}

/** @returns the connection error that came last */
function listen(client: Redis, onTrouble: (error: Error) => void): () => Error | undefined {
  let last: Error | undefined
  client.on('error', (error: Error) => {
    last = error
    tell({ onTrouble }, `Redis connection: ${reasonOf(error)}`)
  })
  return () => last
}

function tell({ onTrouble }: Pick<ConnectionOptions, 'onTrouble'>, what: string): void {
  try {
    onTrouble(new Error(what))
  } catch {
    // Thrown in an event or a timer it would end the process.
  }
}

/**
 * Commands of one turn of the event loop leave in one write: the way into the kernel costs more than most commands.
 *
 * @returns to be called before each command
 */
function batchWrites(client: Redis): () => void {
  let held = false
  return () => {
    const { stream } = client
    if (held || stream === undefined) return
    held = true
    stream.cork()
    setImmediate(() => {
      held = false
      stream.uncork()
    })
  }
}

function createRunner(
  client: Redis,
  clock: RedisClock,
  commandTimeout: number,
  together: () => void,
): Connection['run'] {
  const attempt = (script: Script, keys: readonly string[], args: readonly (string | number)[]) => {
    together()
    const deadline = script.changes ? [Math.floor(clock.now() + commandTimeout)] : []
    return send(client, script, [keys.length, ...keys, ...deadline, ...args])
  }
  return (script, keys, args = []) => {
    const started = performance.now()
    return attempt(script, keys, args).catch((error) => {
      const soon = performance.now() - started < commandTimeout / 2
      if (!soon || !startsWith(error, lateError)) throw unavailable(error)
      // Late, though it was not: the clocks have parted (failover, suspended machine). Nothing was done, so try again.
      return clock
        .measure()
        .then(() => attempt(script, keys, args))
        .catch(rejectUnavailable)
    })
  }
}

/** By name; whole after a restart, failover or SCRIPT FLUSH, when the name is not known. */
function send(client: Redis, { sha, source }: Script, args: [number, ...(string | number)[]]) {
  return client.evalsha(sha, ...args).catch((error) => {
    if (!startsWith(error, 'NOSCRIPT')) throw error
    return client.eval(source, ...args)
  })
}

function startsWith(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code)
}

function rejectUnavailable(error: unknown): never {
  throw unavailable(error)
}

/** Host and port, without user and password. */
export function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that cannot be read'
}
