import { isDeepStrictEqual } from 'node:util'
import type { Settings } from './settings.ts'

/** What a running server cannot change, by its name in `deployment.toml`: it is the server, or what is open already. */
const fixed: Readonly<Record<string, (settings: Settings) => unknown>> = {
  '[server] issuer': ({ server }) => server.issuer,
  '[server] host': ({ server }) => server.host,
  '[server] port': ({ server }) => server.port,
  '[store]': ({ store }) => store,
  '[log] destination': ({ log }) => log.destination,
  '[audit] destination': ({ audit }) => audit,
  '[operations] host': ({ operations }) => operations?.host,
  '[operations] port': ({ operations }) => operations?.port,
  '[passwords] queue_limit': ({ passwords }) => passwords.queueLimit,
}

/** A sentence for each thing that differs and cannot change while the server runs; no value is in it. */
export function fixedChanges(before: Settings, after: Settings): readonly string[] {
  return Object.entries(fixed)
    .filter(([, read]) => !isDeepStrictEqual(read(before), read(after)))
    .map(([name]) => `${name} cannot change while the server runs: start it again for that`)
}
