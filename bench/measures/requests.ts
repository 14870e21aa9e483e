import type { RequestCost } from '../child/questions.ts'
import { openSide, type Side } from '../sides.ts'
import { median } from '../statistics.ts'
import type { World } from '../world.ts'

/** What each request of a login costs the server, in the login's order. */
export interface RequestsMeasured {
  readonly bare: readonly RequestCost[]
  readonly ours: readonly RequestCost[]
}

/**
 * Logins one at a time, so that what the server spends can be told by request. Nothing is done together with anything
 * else then, and each costs more than under load.
 *
 * @param logins of each side, after as many to warm up
 */
export async function measureRequests(world: World, logins: number): Promise<RequestsMeasured> {
  return { bare: await costs(world, 'bare', logins), ours: await costs(world, 'ours', logins) }
}

async function costs(world: World, name: Side['name'], logins: number): Promise<RequestCost[]> {
  const { child, logIn } = await openSide(world, name)
  try {
    await logIn(logins, 4)
    await child.ask({ ask: 'requests' })
    await logIn(logins, 1)
    const { requests = [] } = await child.ask({ ask: 'end-requests' })
    return byPlace(requests)
  } finally {
    await child.stop()
  }
}

/** The median of each request's place in a login, which begins with its authorization request. */
function byPlace(requests: readonly RequestCost[]): RequestCost[] {
  const places: { readonly request: string; readonly milliseconds: number[] }[] = []
  let place = 0
  for (const { request, milliseconds } of requests) {
    if (request === 'GET /auth') place = 0
    places[place] ??= { request, milliseconds: [] }
    places[place]?.milliseconds.push(milliseconds)
    place += 1
  }
  return places.map(({ request, milliseconds }) => ({ request, milliseconds: median(milliseconds) }))
}

/** Both sides, one under the other, as a Markdown table. */
export function reportRequests({ bare, ours }: RequestsMeasured): string {
  const rows = [...rowsOf('bare', bare), ...rowsOf('Latchkey', ours)]
  return ['| | request | server CPU, ms |', '|---|---|---:|', ...rows].join('\n')
}

function rowsOf(side: string, requests: readonly RequestCost[]): string[] {
  const whole = {
    request: 'all of them',
    milliseconds: requests.reduce((sum, each) => sum + each.milliseconds, 0),
  }
  return [...requests, whole].map(
    ({ request, milliseconds }) => `| ${side} | ${request} | ${milliseconds.toFixed(2)} |`,
  )
}
