import { join } from 'node:path'
import type { Loaded } from '../../config/load.ts'
import type { Problem } from '../../config/problem.ts'
import { whyUnreachable } from '../../sms/reach.ts'
import { storeFindings } from '../../store/findings.ts'

/**
 * What no file tells: whether store and gateways are there, and how the store is set up. It reads from the store and
 * connects to gateways; nothing is written and nothing is sent.
 */
export async function lookAround(
  directory: string,
  { settings, origin }: Pick<Loaded, 'settings' | 'origin'>,
): Promise<readonly Problem[]> {
  const problemAt = (
    path: string,
    file: string,
    { level, message }: Pick<Problem, 'level' | 'message'>,
  ): Problem => {
    const key = path.slice(path.lastIndexOf('.') + 1)
    return { ...(origin(path) ?? { file: join(directory, file), line: 1, column: 1 }), key, message, level }
  }
  const enabled = settings.gateways.filter((gateway) => gateway.enabled)
  const [store, gateways] = await Promise.all([
    storeFindings(settings.store),
    Promise.all(enabled.map(async (gateway) => [gateway.name, await whyUnreachable(gateway)] as const)),
  ])
  const inStore = settings.store.kind === 'redis' ? 'store.url' : 'store.directory'
  return [
    ...store.map((finding) => problemAt(inStore, 'deployment.toml', finding)),
    ...gateways.flatMap(([name, why]) =>
      why === undefined
        ? []
        : problemAt(`sms.${name}.url`, `sms/${name}.toml`, {
            level: 'warning',
            message: `the gateway cannot be reached from here: ${why}`,
          }),
    ),
  ]
}
