import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Document, parseDocument, SyntaxProblem, tooDeep } from './document.ts'
import { readRegularFile, reasonOf } from './file-access.ts'
import type { Report } from './report.ts'
import { nearest } from './shape.ts'

/** The documents of one configuration directory; a part is missing when its file is, or is not TOML. */
export interface Files {
  readonly deployment?: Document
  readonly clients?: Document
  readonly users?: Document
  /** One a gateway, in the order of their names. */
  readonly gateways: readonly Document[]
  /** How many gateway files could not be read at all. */
  readonly unreadableGateways: number
}

const fileNames = ['deployment.toml', 'clients.toml', 'users.toml'] as const
const optionalFiles: readonly string[] = ['users.toml']

/** Reads and parses every file; what cannot be read or parsed goes to the report. */
export async function readFiles(directory: string, report: Report): Promise<Files> {
  const entries = await listFolder(directory, report)
  if (entries === undefined) return { gateways: [], unreadableGateways: 0 }
  reportStrangers(directory, entries, report)
  const wanted = fileNames.filter((name) => entries.includes(name) || !optionalFiles.includes(name))
  const found = await Promise.all(wanted.map((name) => readDocument(join(directory, name), report)))
  const documentNamed = (name: (typeof fileNames)[number]) => found[wanted.indexOf(name)]
  const [deployment, clients, users] = fileNames.map(documentNamed)
  return {
    ...(deployment && { deployment }),
    ...(clients && { clients }),
    ...(users && { users }),
    ...(await readGatewayFiles(entries.includes('sms') ? join(directory, 'sms') : undefined, report)),
  }
}

async function listFolder(directory: string, report: Report): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(directory)).toSorted()
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    report.addFile(
      directory,
      missing ? 'there is no such folder' : reasonOf(error).replace('the file', 'the folder'),
    )
    return undefined
  }
}

/** A file nobody reads is most likely a mistyped name, and its content would be missed silently. */
function reportStrangers(directory: string, entries: readonly string[], report: Report): void {
  for (const name of entries) {
    if (!name.endsWith('.toml') || (fileNames as readonly string[]).includes(name)) continue
    const guess = nearest(name, fileNames)
    const help =
      guess === undefined ? `, allowed: ${fileNames.join(', ')} and sms/*.toml` : `; did you mean "${guess}"?`
    report.addFile(
      join(directory, name),
      `unknown file${help}`,
      guess === undefined ? {} : { nearest: guess },
    )
  }
}

async function readGatewayFiles(folder: string | undefined, report: Report) {
  if (folder === undefined) return { gateways: [], unreadableGateways: 0 }
  const entries = (await listFolder(folder, report)) ?? []
  const names = entries.filter((name) => name.endsWith('.toml') && !name.startsWith('.'))
  const documents = await Promise.all(names.map((name) => readDocument(join(folder, name), report)))
  const gateways = documents.filter((document) => document !== undefined)
  return { gateways, unreadableGateways: documents.length - gateways.length }
}

/** Bytes of one file. Parsing takes some hundred times as much memory, and a server that reloads waits for it. */
const largest = 8 * 1024 * 1024

/** One file; undefined when it cannot be read or is not TOML, which then is in the report. */
export async function readDocument(path: string, report: Report): Promise<Document | undefined> {
  const read = await readRegularFile(path, largest)
  if ('problem' in read) {
    report.addFile(path, read.problem)
    return undefined
  }
  try {
    return parseDocument(path, new TextDecoder('utf-8', { fatal: true }).decode(read.bytes))
  } catch (error) {
    if (error instanceof SyntaxProblem) report.addFile(path, error.message, error.position)
    else if (error instanceof TypeError) report.addFile(path, 'not UTF-8 text')
    else if (error instanceof RangeError) report.addFile(path, tooDeep)
    else throw error
    return undefined
  }
}
