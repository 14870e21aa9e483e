import { join } from 'node:path'
import type { Branding } from '../../interactions/pages/branding.ts'
import type { UserEntry } from '../accounts/user-entry.ts'
import { readBranding } from './branding/index.ts'
import { readClients } from './clients.ts'
import { complete } from './complete.ts'
import { readDeployment, readOperations } from './deployment.ts'
import { type Document, documentOf, type Path } from './document.ts'
import { type Files, readDocument, readFiles } from './files.ts'
import { readGateway } from './gateways.ts'
import { checkMeaning } from './meaning/index.ts'
import { refuseLinks } from './meaning/links.ts'
import { warnOfOpenFiles } from './meaning/open-files.ts'
import { type Origin, originIn } from './origin.ts'
import { ConfigurationError, type Problem } from './problem.ts'
import { resolveReferences } from './references.ts'
import { Report } from './report.ts'
import { everyFeature } from './schema/features.ts'
import { readSecrets } from './secrets.ts'
import type { DeploymentSettings, SecretSettings, Settings } from './settings.ts'
import { readUsers } from './users.ts'
import { writtenIn } from './written.ts'

export interface LoadOptions {
  /** The folder that holds `deployment.toml`; messages name files as it is spelled here. */
  readonly directory: string
  /** `serve` wants strong client secrets; `demo` brings its own. */
  readonly mode: 'serve' | 'demo'
  readonly env?: NodeJS.ProcessEnv
  readonly additions?: Additions
}

/** What a command adds to the files: the demo's own client, people and keys made on the spot. */
export interface Additions {
  /** In place of `[secrets]`, which is not looked at then. */
  readonly secrets?: SecretSettings
  /** Tables as `clients.toml` spells them; the same rules hold. */
  readonly clients?: readonly Readonly<Record<string, unknown>>[]
  readonly users?: readonly UserEntry[]
}

export interface Loaded {
  readonly settings: Settings
  readonly warnings: readonly Problem[]
  /** See originIn. */
  readonly origin: (path: string) => Origin | undefined
}

/**
 * Reads a configuration directory: every file, every reference to the environment or another file, all checks.
 * @throws {ConfigurationError} with every problem of every file.
 */
export async function loadSettings(options: LoadOptions): Promise<Loaded> {
  const { directory, mode, env = process.env, additions = {} } = options
  const report = new Report()
  const files = await readFiles(directory, report)
  if (additions.secrets && files.deployment) delete files.deployment.root.secrets
  for (const document of allOf(files)) {
    const lenient = isDisabledGateway(document, files)
    await resolveReferences(document, { directory, env, lenient }, report)
  }
  if (mode === 'serve') await warnOfOpenFiles(files, report)
  const branding = await readBranding(directory, report)
  const settings = readSettings(files, options, report, branding)
  if (files.deployment) await refuseLinks(files.deployment, report)
  if (settings) checkMeaning(settings, files, mode, report)
  if (settings === undefined || report.failed) throw new ConfigurationError(report.problems)
  return {
    settings: { ...settings, written: writtenIn(files) },
    warnings: report.problems,
    origin: originIn(files),
  }
}

/**
 * Reads `deployment.toml` alone and without its secrets: enough to find the store, and right whatever is wrong with
 * clients, users and gateways.
 * @throws {ConfigurationError} with every problem of that file.
 */
export function loadDeployment(
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<DeploymentSettings> {
  return loadPart(directory, env, (name) => name !== 'secrets', readDeployment)
}

/**
 * Reads `[operations]` alone: where a running server is asked, whatever is wrong with the rest of the file by now.
 * @throws {ConfigurationError} with every problem of that table.
 */
export async function loadOperations(
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Settings['operations']> {
  const isWanted = (name: string) => name === 'operations'
  const part = await loadPart(directory, env, isWanted, (document, _directory, report) => {
    const operations = readOperations(document, report)
    return operations === undefined ? {} : { operations }
  })
  return part.operations
}

/**
 * Reads the keys that `deployment.toml` names, and nothing else.
 * @throws {ConfigurationError} with every problem of them.
 */
export function loadSecrets(
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<SecretSettings> {
  return loadPart(
    directory,
    env,
    (name) => name === 'secrets',
    (document, _directory, report) => readSecrets(document, report),
  )
}

async function loadPart<T>(
  directory: string,
  env: NodeJS.ProcessEnv,
  isWanted: (table: string) => boolean,
  read: (document: Document, directory: string, report: Report) => T | undefined,
): Promise<T> {
  const report = new Report()
  const document = await readDocument(join(directory, 'deployment.toml'), report)
  if (document) {
    for (const name of Object.keys(document.root)) if (!isWanted(name)) delete document.root[name]
    await resolveReferences(document, { directory, env }, report)
  }
  const part = document && read(document, directory, report)
  if (part === undefined || report.failed) throw new ConfigurationError(report.problems)
  return part
}

/** A gateway that is switched off needs no secrets yet: presets are shipped so. */
function isDisabledGateway(document: Document, { gateways }: Files): boolean {
  return gateways.includes(document) && document.root.enabled === false
}

function allOf({ deployment, clients, users, gateways }: Files): readonly Document[] {
  return [deployment, clients, users, ...gateways].filter((document) => document !== undefined)
}

function readSettings(
  files: Files,
  { directory, mode, additions = {} }: LoadOptions,
  report: Report,
  branding: Branding | undefined,
) {
  const { deployment, clients, users } = files
  const gateways = files.gateways.map((document) => readGateway(document, report))
  const decided = deployment && readDeployment(deployment, directory, report)
  if (deployment && decided?.authentication.smsOtp.enabled) checkAnyGateway(files, deployment, report)
  const added = documentOf('added by this command', { client: additions.clients ?? [] })
  // Where it cannot be read, one message about it is enough.
  const features = decided?.features ?? everyFeature
  const remembers = (decided?.sessions.rememberBrowserDays ?? 1) > 0
  const clientDocuments = [...(clients ? [clients] : []), added]
  return complete<Settings>({
    ...(decided ?? nothing),
    secrets: additions.secrets ?? (deployment && readSecrets(deployment, report)),
    clients: readClients(clientDocuments, { strict: mode === 'serve', features, remembers }, report),
    users: readUsers(users ? [users] : [], additions.users ?? [], report),
    gateways: gateways.filter((gateway) => gateway !== undefined),
    ...(branding && { branding }),
  })
}

const nothing = {
  server: undefined,
  application: undefined,
  store: undefined,
  authentication: undefined,
  account: undefined,
  features: undefined,
  sessions: undefined,
  tokens: undefined,
  log: undefined,
  audit: undefined,
  passwords: undefined,
  limits: undefined,
}

const enableOption: Path = ['authentication', 'authenticator', 'sms_otp', 'enable']

/** A gateway with problems of its own counts: one message about it is enough. */
function checkAnyGateway(
  { gateways, unreadableGateways }: Files,
  deployment: Document,
  report: Report,
): void {
  if (unreadableGateways > 0 || gateways.some(({ root }) => root.enabled !== false)) return
  const message = 'codes by SMS need at least one enabled gateway in sms/*.toml, and there is none'
  report.add(deployment, enableOption, { message })
}
