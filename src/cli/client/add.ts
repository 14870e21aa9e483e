import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkClientText } from '../../config/client-file.ts'
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
  if (secret !== undefined) await writeSecret(directory, id, secret)
  await replace(file, text)
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

async function writeSecret(directory: string, id: string, secret: string): Promise<void> {
  await mkdir(join(directory, 'secrets'), { recursive: true, mode: 0o700 })
  await writeFile(join(directory, secretFile(id)), `${secret}\n`, { flag: 'wx', mode: 0o600 })
}

async function replace(file: string, text: string): Promise<void> {
  const next = `${file}.new`
  try {
    await writeFile(next, text, { flag: 'wx' })
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}

function whenMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}
