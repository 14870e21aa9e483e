import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { RequestCost } from './questions.ts'

/**
 * Processor time by request, as long as they come one at a time: from the arrival of one to that of the next, so what
 * goes on after an answer belongs to it, too.
 *
 * @returns ends it; the last request, which no other followed, is left out
 */
export function countRequests(): () => RequestCost[] {
  const costs: RequestCost[] = []
  let last: { readonly request: string; readonly cpu: number } | undefined
  const onStart = (message: unknown) => {
    const cpu = processorTime()
    if (last !== undefined) costs.push({ request: last.request, milliseconds: cpu - last.cpu })
    last = { request: nameOf((message as { request: IncomingMessage }).request), cpu }
  }
  subscribe('http.server.request.start', onStart)
  return () => {
    unsubscribe('http.server.request.start', onStart)
    return costs
  }
}

/** Of this process, all threads. Milliseconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Method and path, a login's own id left out. */
function nameOf({ method, url = '' }: IncomingMessage): string {
  return `${method} ${url.replace(/\?.*/, '').replace(/[\w-]{20,}/, '…')}`
}
