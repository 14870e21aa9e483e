import { join } from 'node:path'
import { readClients } from './clients.ts'
import { type Document, parseDocument, SyntaxProblem } from './document.ts'
import { readDocument } from './files.ts'
import { loadDeployment } from './load.ts'
import { ConfigurationError, type Problem } from './problem.ts'
import { resolveReferences } from './references.ts'
import { Report } from './report.ts'
import type { ClientSettings, Settings } from './settings.ts'

/** The applications of a configuration, and the issuer they talk to. */
export interface LoadedClients {
  readonly issuer: string
  readonly features: Settings['features']
  readonly clients: readonly ClientSettings[]
}

/**
 * Reads `clients.toml`, and of `deployment.toml` what is no secret: enough to look at applications, whatever is wrong with
 * users and gateways.
 *
 * @throws {ConfigurationError} with every problem of the two files
 */
export async function loadClients(
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<LoadedClients> {
  const { server, features, sessions } = await loadDeployment(directory, env)
  const report = new Report()
  const document = await readDocument(join(directory, 'clients.toml'), report)
  const clients = document && (await readResolved(document, { directory, env, features, sessions }, report))
  if (clients === undefined || report.failed) throw new ConfigurationError(report.problems)
  return { issuer: server.issuer, features, clients }
}

/**
 * What is wrong with a `clients.toml` that is not written yet.
 *
 * @param missing files that it names and that are written together with it, by their path in the directory
 */
export async function checkClientText(
  directory: string,
  text: string,
  missing: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Problem[]> {
  const report = new Report()
  const document = parsed(join(directory, 'clients.toml'), text, report)
  if (document !== undefined) {
    fillIn(document, missing)
    const { features, sessions } = await loadDeployment(directory, env)
    await readResolved(document, { directory, env, features, sessions }, report)
  }
  return report.failed ? report.problems : []
}

/** Where the file is read, and what the deployment offers. */
interface Surroundings {
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  readonly features: Settings['features']
  readonly sessions: Settings['sessions']
}

async function readResolved(document: Document, around: Surroundings, report: Report) {
  const { directory, env, features, sessions } = around
  await resolveReferences(document, { directory, env }, report)
  return readClients(
    [document],
    { strict: true, features, remembers: sessions.rememberBrowserDays > 0 },
    report,
  )
}

function parsed(file: string, text: string, report: Report): Document | undefined {
  try {
    return parseDocument(file, text)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    report.addFile(file, error.message)
    return undefined
  }
}

function fillIn({ root }: Document, missing: Readonly<Record<string, string>>): void {
  const rows: unknown[] = Array.isArray(root.client) ? root.client : []
  for (const row of rows) {
    if (typeof row !== 'object' || row === null || !('client_secret' in row)) continue
    const named = String(row.client_secret).replace(/^file:/, '')
    if (Object.hasOwn(missing, named)) row.client_secret = missing[named]
  }
}
