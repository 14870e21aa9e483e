import type { Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { stopListening } from './listen.ts'

/** What else takes part in a stop, where health is served. */
export interface Watched {
  /** Says "not ready"; resolves once balancers had their time to notice. */
  leave(): Promise<void>
  /** Closes health itself, which tells of the stop to its end. */
  last(): Promise<void>
}

export interface StopOptions extends Partial<Watched> {
  /** What is to be closed once nothing is under way. */
  readonly shut: () => Promise<void>
  /** Milliseconds that requests under way may take, after `leave`; then they are cut off. */
  readonly drain: number
}

/** What `shut` may take when all of `drain` was used. Milliseconds. */
const closing = 1000

/** Not ready, then nothing new, then what is under way; each answer is the last one of its connection from now on. */
export async function stopInOrder(server: Server, { leave, last, shut, drain }: StopOptions): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  await leave?.()
  const patience = new AbortController()
  const deadline = wait(drain + closing, undefined, { signal: patience.signal }).catch(() => {})
  await Promise.race([stopListening(server, drain).then(shut), deadline])
  patience.abort()
  await last?.()
}
