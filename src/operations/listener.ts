import type { RequestListener } from 'node:http'
import { isMeantForUs } from './asked-host.ts'
import type { Metrics } from './metrics/index.ts'
import type { Readiness } from './readiness.ts'

interface Answer {
  readonly status: number
  readonly type?: string
  readonly text: string
}

/**
 * Answers what machines of the house ask, on a port of its own: `/live` while the process turns, without asking the
 * store, as a restart would not mend it; `/ready` while requests should come here; `/metrics` for Prometheus; `/status` for
 * `latchkey status` and `latchkey reload`.
 *
 * @param status which process this is, and which configuration is in force
 * @param names what this listener may be called beside `localhost` and addresses; asked for at each request
 */
export function operationsHandler(
  readiness: Readiness,
  metrics: Metrics,
  status: () => object,
  names: () => readonly string[],
): RequestListener {
  const pages = new Map<string, () => Promise<Answer>>([
    ['/live', async () => ({ status: 200, text: 'live\n' })],
    [
      '/ready',
      async () => {
        const state = await readiness.check()
        return { status: state === 'ready' ? 200 : 503, text: `${state}\n` }
      },
    ],
    ['/status', async () => ({ status: 200, type: 'application/json', text: JSON.stringify(status()) })],
    ['/metrics', async () => ({ status: 200, ...(await metrics.exposition()) })],
  ])
  return async (request, response) => {
    const page = pages.get(request.url?.split('?', 1)[0] ?? '')
    const answer = isMeantForUs(request.headers.host, names())
      ? await answerTo(request.method, page)
      : misdirected
    response.writeHead(answer.status, {
      'content-type': answer.type ?? 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    })
    response.end(request.method === 'HEAD' ? undefined : answer.text)
  }
}

/** RFC 9110 15.5.20. */
const misdirected: Answer = {
  status: 421,
  text: 'ask by an IP address, as localhost, or by a name that [operations] has as host or in names\n',
}

async function answerTo(method = '', page: (() => Promise<Answer>) | undefined): Promise<Answer> {
  if (page === undefined) return { status: 404, text: 'here are /live, /ready, /status and /metrics\n' }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'GET or HEAD\n' }
  // A collector that throws must not end the process.
  return page().catch(() => ({ status: 500, text: 'failed\n' }))
}
