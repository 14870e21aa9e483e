import { resolve } from 'node:path'
import type { AuditSettings, LogSettings } from '../operations/log.ts'
import { complete } from './complete.ts'
import type { Document } from './document.ts'
import { readLimits } from './limits.ts'
import { readMessages } from './messages.ts'
import type { Report } from './report.ts'
import { deploymentSchema } from './schema/deployment.ts'
import { everyFeature } from './schema/features.ts'
import type { AuthenticationSettings, DeploymentSettings, Settings, StoreSettings } from './settings.ts'
import { readShape, reportUnknownKey } from './shape.ts'

const { shape } = deploymentSchema

/** Reads `deployment.toml` except its secrets; undefined when something is wrong with it. */
export function readDeployment(
  document: Document,
  directory: string,
  report: Report,
): DeploymentSettings | undefined {
  for (const name of Object.keys(document.root)) {
    if (!Object.hasOwn(shape, name)) reportUnknownKey(document, [name], Object.keys(shape), report)
  }
  const authentication = readAuthentication(document, report)
  const operations = readOperations(document, report)
  return complete<DeploymentSettings>({
    server: readServer(document, report),
    application: readApplication(document, report),
    store: readStore(document, directory, report),
    authentication,
    account: readAccount(document, report),
    features: readFeatures(document, report),
    sessions: readSessions(document, report),
    tokens: readTokens(document, report),
    log: readLog(document, directory, report),
    audit: readAudit(document, directory, report),
    ...(operations && { operations }),
    passwords: readPasswords(document, report),
    limits: readLimits(document, authentication?.smsOtp.enabled === true, report),
  })
}

function readServer(document: Document, report: Report): Settings['server'] | undefined {
  const table = readShape(shape.server, document, ['server'], report)
  return (
    table && {
      issuer: table.issuer,
      host: table.host,
      port: table.port,
      trustedProxies: table.trusted_proxies,
    }
  )
}

function readApplication(document: Document, report: Report): Settings['application'] | undefined {
  const table = readShape(shape.application, document, ['application'], report)
  return table && { name: table.name, defaultLanguage: table.default_language }
}

const redisOnly = [
  'url',
  'accounts_url',
  'command_timeout_milliseconds',
  'accounts_replicas',
  'accept_data_loss',
]

function readStore(document: Document, directory: string, report: Report): StoreSettings | undefined {
  const table = readShape(shape.store, document, ['store'], report)
  if (table === undefined) return undefined
  for (const key of table.kind === 'redis' ? ['directory'] : redisOnly) {
    if (document.find(['store', key])) {
      report.add(document, ['store', key], { message: `not used with kind = "${table.kind}"`, at: 'key' })
    }
  }
  if (table.kind === 'embedded') return { kind: 'embedded', directory: resolve(directory, table.directory) }
  if (table.url === undefined) {
    report.add(document, ['store', 'url'], { message: 'missing, needed with kind = "redis"' })
    return undefined
  }
  return {
    kind: 'redis',
    url: table.url,
    ...(table.accounts_url === undefined ? {} : { accountsUrl: table.accounts_url }),
    commandTimeout: table.command_timeout_milliseconds,
    accountsReplicas: table.accounts_replicas,
    acceptDataLoss: table.accept_data_loss,
  }
}

function readAuthentication(document: Document, report: Report): AuthenticationSettings | undefined {
  const table = readShape(shape.authentication, document, ['authentication'], report)
  if (table === undefined) return undefined
  const { enable, parameters, messages } = table.authenticator.sms_otp
  const texts = messages && readMessages(messages, document, report)
  return {
    mandatory: table.mandatory,
    smsOtp: {
      enabled: enable,
      codeLength: parameters.code_length,
      alphabet: parameters.alphabet,
      lifetimeSeconds: parameters.lifetime_seconds,
      tries: parameters.tries,
      resends: parameters.resends,
      cooldownSeconds: parameters.cooldown_seconds,
      ...(texts === undefined ? {} : { messages: texts }),
    },
  }
}

function readAccount(document: Document, report: Report): Settings['account'] | undefined {
  const table = readShape(shape.account, document, ['account'], report)
  return (
    table && {
      capture: table.capture,
      selfServiceOptOut: table.self_service_opt_out,
      numberHoldHours: table.number_hold_hours,
    }
  )
}

function readFeatures(document: Document, report: Report): Settings['features'] | undefined {
  const table = readShape(shape.features, document, ['features'], report)
  return table && new Set([...everyFeature].filter((feature) => table[feature]))
}

function readSessions(document: Document, report: Report): Settings['sessions'] | undefined {
  const table = readShape(shape.sessions, document, ['sessions'], report)
  if (table === undefined) return undefined
  const { lifetime_seconds: lifetimeSeconds, idle_seconds: idleSeconds } = table
  if (idleSeconds > lifetimeSeconds && document.find(['sessions', 'idle_seconds'])) {
    const message = `more than lifetime_seconds (${lifetimeSeconds}), at which a session ends anyway`
    report.add(document, ['sessions', 'idle_seconds'], { message })
  }
  return { lifetimeSeconds, idleSeconds, rememberBrowserDays: table.remember_browser_days }
}

function readTokens(document: Document, report: Report): Settings['tokens'] | undefined {
  const table = readShape(shape.tokens, document, ['tokens'], report)
  return (
    table && {
      accessSeconds: table.access_seconds,
      idSeconds: table.id_seconds,
      refreshSeconds: table.refresh_seconds,
      codeSeconds: table.code_seconds,
    }
  )
}

function readLog(document: Document, directory: string, report: Report): LogSettings | undefined {
  const table = readShape(shape.log, document, ['log'], report)
  if (table === undefined) return undefined
  const { level, destination } = table
  return { level, ...(destination === undefined ? {} : { destination: resolve(directory, destination) }) }
}

function readAudit(document: Document, directory: string, report: Report): AuditSettings | undefined {
  const table = readShape(shape.audit, document, ['audit'], report)
  if (table === undefined) return undefined
  const { destination } = table
  if (destination === undefined || destination === 'stdout') return { apart: destination !== undefined }
  return { apart: true, destination: resolve(directory, destination) }
}

/** Reads `[operations]`; undefined without the table, or when something is wrong with it. */
export function readOperations(document: Document, report: Report): Settings['operations'] {
  if (document.root.operations === undefined) return undefined
  const table = readShape(shape.operations, document, ['operations'], report)
  if (table === undefined) return undefined
  const { host, port, names, stop_wait_seconds: stopWaitSeconds } = table
  return { host, port, stopWaitSeconds, ...(names && { names }) }
}

function readPasswords(document: Document, report: Report): Settings['passwords'] | undefined {
  const table = readShape(shape.passwords, document, ['passwords'], report)
  return table && (table.queue_limit === undefined ? {} : { queueLimit: table.queue_limit })
}
