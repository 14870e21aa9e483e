import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

/** One request of the driver, from its first byte to the end of its answer. */
export interface RequestTime {
  /** Method and path, a login's own id left out. */
  readonly request: string
  readonly milliseconds: number
}

/** Times every request that this process makes while the work goes on. */
export async function timeRequests(work: () => Promise<unknown>): Promise<RequestTime[]> {
  const times: RequestTime[] = []
  const started = new WeakMap<object, number>()
  const onStart = (message: unknown) => void started.set(requestOf(message), performance.now())
  const onEnd = (message: unknown) => {
    const request = requestOf(message)
    const milliseconds = performance.now() - (started.get(request) ?? Number.NaN)
    times.push({ request: nameOf(request), milliseconds })
  }
  subscribe('http.client.request.start', onStart)
  subscribe('http.client.response.finish', onEnd)
  try {
    await work()
  } finally {
    unsubscribe('http.client.request.start', onStart)
    unsubscribe('http.client.response.finish', onEnd)
  }
  return times
}

function requestOf(message: unknown): ClientRequest {
  return (message as { request: ClientRequest }).request
}

function nameOf({ method, path }: ClientRequest): string {
  return `${method} ${path.replace(/\?.*/, '').replace(/[\w-]{40,}/, '…')}`
}
