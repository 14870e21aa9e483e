import type { RequestListener } from 'node:http'
import { differ, differences } from '../config/difference.ts'
import { fixedChanges } from '../config/fixed.ts'
import type { Loaded } from '../config/load.ts'
import { ConfigurationError, formatProblem } from '../config/problem.ts'
import { nameOfSecret } from '../config/secret-keys.ts'
import type { Settings } from '../config/settings.ts'
import type { Audit } from '../operations/audit.ts'
import type { Log } from '../operations/log.ts'
import type { Metrics } from '../operations/metrics/index.ts'
import type { SmsSender } from '../sms/sender.ts'
import { type Builder, beginGenerations, type Generations } from './generations.ts'
import { inTurn } from './reloads.ts'

/** What came of a reload. */
export type Reloaded =
  | {
      readonly outcome: 'applied' | 'unchanged'
      readonly changes: readonly string[]
      /** What `latchkey check --offline` says of the same files; absent where that is nothing. */
      readonly warnings?: readonly string[]
    }
  /** Everything is as it was. */
  | { readonly outcome: 'refused'; readonly problems: readonly string[] }

/** The configuration in force. */
export interface Configuration {
  readonly listener: RequestListener
  /**
   * Reads the files anew, builds all of it, compares, and then has new requests answered by it. Requests under way
   * finish as they began; logins under way are in the store and go on. Whatever is wrong, nothing changes. Never rejects.
   */
  reload(): Promise<Reloaded>
  settings(): Settings
  /** The gateways that send, and whether each is left alone now. */
  leftAlone: SmsSender['leftAlone']
  status(): ConfigurationStatus
  /** No reload from now on: the server stops. */
  freeze(): void
  /** Ends all sending. */
  close(): Promise<void>
}

/** For whoever asks the operations listener. */
export interface ConfigurationStatus {
  /** From 1; one more with each reload that changed something. */
  readonly generation: number
  readonly loadedAt: string
  readonly reloads: { readonly asked: number; readonly done: number }
  /** Names of cookie and code keys, the one in use first. */
  readonly keys: Readonly<Record<'cookie' | 'code', readonly string[]>>
  /** Of the newest reload. */
  readonly last?: Reloaded & { readonly at: string }
}

export interface ConfigurationParts extends Builder {
  readonly log: Log
  readonly audit: Audit
  readonly metrics?: Pick<Metrics, 'reloaded'>
  load(): Promise<Pick<Loaded, 'settings' | 'warnings'>>
  /** What watches the server goes by these settings from now on. */
  take(settings: Settings): void
}

/** Puts a first configuration in force. @throws when it cannot be served */
export async function keepConfiguration(first: Settings, parts: ConfigurationParts): Promise<Configuration> {
  const generations = await beginGenerations(first, parts)
  let [generation, loadedAt] = [1, now()]
  let last: ConfigurationStatus['last']
  let frozen = false

  const reloads = inTurn(async (): Promise<Reloaded> => {
    if (frozen) return { outcome: 'refused', problems: ['the server is stopping'] }
    const reloaded = await replaced(generations, parts).catch(refused)
    if (reloaded.outcome === 'applied') [generation, loadedAt] = [generation + 1, now()]
    last = { ...reloaded, at: now() }
    tell(reloaded, generation, parts)
    return reloaded
  })

  return {
    listener: generations.listener,
    reload: reloads.ask,
    settings: () => generations.current().settings,
    leftAlone: () => generations.current().sender.leftAlone(),
    status: () => ({
      generation,
      loadedAt,
      reloads: reloads.counts(),
      keys: namesOfKeys(generations.current().settings),
      ...(last && { last }),
    }),
    freeze() {
      frozen = true
    },
    async close() {
      frozen = true
      await reloads.idle()
      await generations.close()
    },
  }
}

async function replaced(
  generations: Generations,
  { load, log, take }: ConfigurationParts,
): Promise<Reloaded> {
  const { settings } = generations.current()
  const fresh = await load()
  const problems = fixedChanges(settings, fresh.settings)
  if (problems.length > 0) return { outcome: 'refused', problems }
  const warnings = fresh.warnings.map(formatProblem)
  for (const warning of warnings) log.warn({ warning }, 'configuration')
  // Though nothing may differ: what could not be applied of users.toml may be possible by now.
  await generations.replace(fresh.settings)
  take(fresh.settings)
  const [outcome, changes] = differ(settings, fresh.settings)
    ? (['applied', differences(settings, fresh.settings)] as const)
    : (['unchanged', []] as const)
  return { outcome, changes, ...(warnings.length > 0 && { warnings }) }
}

function namesOfKeys({ secrets: { cookieKeys, codeKeys } }: Settings): ConfigurationStatus['keys'] {
  return { cookie: cookieKeys.map(nameOfSecret), code: codeKeys.map(({ key }) => nameOfSecret(key)) }
}

function refused(error: unknown): Reloaded {
  return { outcome: 'refused', problems: problemsIn(error) }
}

function problemsIn(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) {
    return error.problems.filter(({ level }) => level === 'error').map(formatProblem)
  }
  return [error instanceof Error ? error.message : String(error)]
}

function tell(reloaded: Reloaded, generation: number, { log, audit, metrics }: ConfigurationParts): void {
  const { outcome } = reloaded
  audit({ event: 'configuration.reload', generation, ...reloaded })
  metrics?.reloaded(outcome, generation)
  if (outcome === 'refused') {
    log.error(
      { problems: reloaded.problems },
      'the configuration is refused, and the one before stays in force',
    )
  } else log.info({ generation }, `the configuration is ${outcome}`)
}

function now(): string {
  return new Date().toISOString()
}
