import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkClientText } from '../../config/client-file.ts'
import { existsAlready } from '../../config/file-access.ts'
import { newSecret } from '../../config/new-secrets.ts'
import { formatProblem } from '../../config/problem.ts'
import { exitCode } from '../running.ts'

export interface AddOptions {
  readonly directory: string
  readonly id: string
  /** Left out for an API: nobody signs in to it, it asks what tokens say. */
  readonly redirect?: readonly string[]
  readonly logout?: readonly string[]
  readonly name?: string
  /** `basic` or `basic,smsotp`. */
  readonly steps: string
  readonly public?: boolean
  readonly firstParty?: boolean
  readonly out: { write(text: string): unknown }
}

/**
 * Appends an entry to clients.toml, and writes a new secret into `secrets/client-<id>`. Nothing is written unless the
 * whole file is right with it: the new file replaces the old one in one step.
 *
 * @returns the exit code
 */
export async function addClientEntry(options: AddOptions): Promise<number> {
  const { directory, id, out } = options
  const file = join(directory, 'clients.toml')
  const before = await readFile(file, 'utf8').catch(whenMissing)
  const text = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}\n${entryOf(options)}`
  const secret = options.public === true ? undefined : newSecret()
  const problems = await checkClientText(directory, text, { [secretFile(id)]: secret ?? '' })
  if (problems.length > 0) {
    for (const problem of problems) out.write(`${formatProblem(problem)}\n`)
    out.write('Nothing was written.\n')
    return exitCode.failed
  }
  const inTheWay = await write(directory, text, secret === undefined ? undefined : { id, secret })
  if (inTheWay !== undefined) {
    out.write(`${inTheWay} is there already: see what it is, remove it, and give the command again.\n`)
    out.write('Nothing was written.\n')
    return exitCode.failed
  }
  out.write(`Written: ${file}\n`)
  if (secret !== undefined) out.write(`Its secret: ${join(directory, secretFile(id))}\n`)
  out.write(
    `It counts once the server has it: latchkey reload. What to enter on its side: latchkey client show ${id}\n`,
  )
  return 0
}

/** Introspection needs no grant (RFC 7662). */
const onlyAsks = ['redirect_uris = []', 'grant_types = []', 'response_types = []']

function entryOf({ id, redirect, logout, name, steps, public: open, firstParty }: AddOptions): string {
  const lines = [
    '[[client]]',
    `client_id = ${quoted(id)}`,
    ...(name === undefined ? [] : [`client_name = ${quoted(name)}`]),
    ...(redirect === undefined ? onlyAsks : [`redirect_uris = ${listOf(redirect)}`]),
    ...(logout === undefined ? [] : [`post_logout_redirect_uris = ${listOf(logout)}`]),
    open === true
      ? 'token_endpoint_auth_method = "none"'
      : `client_secret = ${quoted(`file:${secretFile(id)}`)}`,
    ...(redirect === undefined
      ? []
      : [`authentication_steps = ${listOf(steps.split(',').map((step) => step.trim()))}`]),
    ...(firstParty === true ? ['first_party = true'] : []),
  ]
  return `${lines.join('\n')}\n`
}

function secretFile(id: string): string {
  return `secrets/client-${id}`
}

/** JSON's strings are TOML's basic strings, but for DEL, which no value here may have. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function listOf(items: readonly string[]): string {
  return `[${items.map(quoted).join(', ')}]`
}

/**
 * The secret first, so that no entry names a file that is not there. Neither file replaces one that somebody else, or a
 * command that was cut off, left; a next file that was is not removed either, since another command may be writing it.
 *
 * @returns the file that is in the way; nothing is left behind then
 */
async function write(
  directory: string,
  text: string,
  its?: { id: string; secret: string },
): Promise<string | undefined> {
  const kept = its && join(directory, secretFile(its.id))
  if (its && kept) {
    await mkdir(join(directory, 'secrets'), { recursive: true, mode: 0o700 })
    if (!(await made(kept, `${its.secret}\n`, 0o600))) return kept
  }
  const file = join(directory, 'clients.toml')
  const next = `${file}.new`
  if (await made(next, text, 0o644)) {
    await rename(next, file)
    return undefined
  }
  if (kept) await rm(kept)
  return next
}

/** @returns false when there is such a file */
async function made(file: string, text: string, mode: number): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode })
    return true
  } catch (error) {
    if (existsAlready(error)) return false
    await rm(file, { force: true })
    throw error
  }
}

function whenMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}
