import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Loaded, type LoadOptions, loadSettings } from '../../src/config/load.ts'
import { ConfigurationError, formatProblem } from '../../src/config/problem.ts'

export type FileTexts = Readonly<Record<string, string>>

const usable: FileTexts = {
  'deployment.toml': '[server]\nissuer = "http://localhost:3000"\n',
  'clients.toml': '',
  'sms/main.toml': 'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n',
}

/** Writes a configuration: a small usable one with these files put over it. Secrets get the mode they should have. */
export async function configuration(t: TestContext, files: FileTexts = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-config-'))
  t.after(() => rm(directory, { recursive: true }))
  for (const [name, written] of Object.entries({ ...usable, ...files })) {
    const text = name === 'deployment.toml' ? withCountries(written) : written
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), text, { mode: 0o600 })
  }
  return directory
}

/** Every deployment that sends codes must name countries; most tests are not about that. */
function withCountries(deployment: string): string {
  return deployment.includes('[limits') ? deployment : `${deployment}\n[limits]\nlogin_countries = ["LK"]\n`
}

export const noSecrets = { signingKeys: [], cookieKeys: [], codeKeys: [] }

/** Loads a directory in demo mode without secrets, unless told otherwise. */
export function load(directory: string, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  return loadSettings({ directory, mode: 'demo', env: {}, additions: { secrets: noSecrets }, ...options })
}

/** Every problem of a configuration as it is printed, the folder's name taken off. */
export async function problemsOf(
  t: TestContext,
  files: FileTexts,
  options: Partial<LoadOptions> = {},
): Promise<readonly string[]> {
  const directory = await configuration(t, files)
  const problems = await load(directory, options).then(
    ({ warnings }) => warnings,
    (error: unknown) => {
      if (error instanceof ConfigurationError) return error.problems
      throw error
    },
  )
  return problems.map((problem) => formatProblem(problem).replaceAll(`${directory}/`, ''))
}

/** A broken configuration: its title, its files, and every line that must be printed. */
export type Case = readonly [title: string, files: FileTexts, expected: readonly string[]]

export const randomKey = (): string => randomBytes(32).toString('base64')

/** A JWK Set with the two keys `serve` wants. */
export function signingKeys(rsaBits = 3072): string {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: rsaBits })
  return JSON.stringify({ keys: [ec, rsa].map(({ privateKey }) => privateKey.export({ format: 'jwk' })) })
}
