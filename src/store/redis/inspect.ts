import { clocksApart } from './clock.ts'
import { connectRedis, placeOf } from './connection.ts'

/** Something about a Redis server that an admin should know before the first login. */
export interface Finding {
  readonly level: 'error' | 'warning'
  readonly message: string
}

/**
 * Looks at a server's role, version and settings (STO-05).
 *
 * @param options.acceptDataLoss eviction and a missing append-only file are warnings then
 * @returns nothing when all is well. What a managed service hides is a warning.
 * @throws one clear error when it cannot be reached
 */
export async function inspectRedis(
  url: string,
  options: { acceptDataLoss?: boolean } = {},
): Promise<readonly Finding[]> {
  const connection = await connectRedis({ url, commandTimeout: 1000, onTrouble: () => {}, scripts: [] })
  try {
    const info = fieldsOf(await connection.read((client) => client.info()))
    const loss = options.acceptDataLoss === true ? 'warning' : 'error'
    const difference = connection.clockDifference()
    const checks = [
      version(info),
      role(info),
      eviction(info, loss),
      persistence(info, loss),
      clock(difference),
    ]
    return checks
      .flat()
      .map(({ level, message }) => ({ level, message: `Redis at ${placeOf(url)}: ${message}` }))
  } finally {
    await connection.close()
  }
}

type Info = ReadonlyMap<string, string>

/** INFO is lines of `name:value`. It tells the settings too, where CONFIG is denied, as it should be. */
function fieldsOf(text: string): Info {
  const lines = text.split('\r\n').filter((line) => line.includes(':'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

function version(info: Info): Finding[] {
  const found = info.get('redis_version')
  if (found === undefined) return [hidden('its version')]
  if (Number.parseInt(found, 10) >= 7) return []
  return [{ level: 'error', message: `it is version ${found}; version 7 or later is needed` }]
}

function role(info: Info): Finding[] {
  const found = info.get('role')
  if (found === undefined) return [hidden('its role')]
  return found === 'master' ? [] : [{ level: 'error', message: `it is a ${found}; the primary is needed` }]
}

function eviction(info: Info, level: Finding['level']): Finding[] {
  const found = info.get('maxmemory_policy')
  if (found === undefined) return [hidden('its maxmemory-policy (should be noeviction)')]
  if (found === 'noeviction') return []
  return [{ level, message: `maxmemory-policy is ${found}: sessions and locks can vanish; set noeviction` }]
}

function persistence(info: Info, level: Finding['level']): Finding[] {
  const found = info.get('aof_enabled')
  if (found === undefined) return [hidden('whether it keeps an append-only file (should be on)')]
  if (found === '1') return []
  return [{ level, message: 'appendonly is off: a crash loses what was written last; set appendonly yes' }]
}

function clock(difference: number): Finding[] {
  const message = clocksApart(difference)
  return message === undefined ? [] : [{ level: 'warning', message }]
}

function hidden(what: string): Finding {
  return { level: 'warning', message: `it does not tell ${what}` }
}
