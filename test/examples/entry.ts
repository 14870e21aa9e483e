import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ClientSettings } from '../../src/config/settings.ts'
import { configuration, load } from '../config/support.ts'

export const examplesFolder = join(import.meta.dirname, '../../examples')

/** Every example, by the name of its folder. */
export const exampleNames: readonly string[] = readdirSync(examplesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** What an example's README says to put into `clients.toml`, with a random secret for each it names. */
export interface Entry {
  readonly clients: readonly ClientSettings[]
  /** Its secrets, by the environment variable each is read from. */
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Reads the entry as `latchkey serve` would.
 *
 * @param ports what stands for the README's ports 8080 and 8081
 * @throws {ConfigurationError} when an admin who copies it would be told of a problem.
 */
export async function readEntry(t: TestContext, name: string, ports = ['8080', '8081']): Promise<Entry> {
  const readme = readFileSync(join(examplesFolder, name, 'README.md'), 'utf8')
  const [, toml = ''] = /^```toml\n(.*?)^```/ms.exec(readme) ?? []
  const named = [...toml.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => variable)
  // As the README draws them: with every character that a form or a header has to escape.
  const secrets = Object.fromEntries(
    named.map((variable) => [variable, `${randomBytes(30).toString('base64')}+/=`]),
  )
  const text = toml.replace(/\b808([01])\b/g, (_, which) => ports[which] ?? '')
  const directory = await configuration(t, { 'clients.toml': text })
  const { settings } = await load(directory, { mode: 'serve', env: secrets })
  return { clients: settings.clients, secrets }
}
