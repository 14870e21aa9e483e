import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bareEnvironment } from './bare-environment.ts'

const root = join(import.meta.dirname, '../..')

/** An empty project into which the package was installed as it would be published. */
export interface PluginProject {
  readonly folder: string
  /** Paths in the package. */
  readonly packed: readonly string[]
  remove(): void
}

/**
 * Builds, packs and installs, beside an oidc-provider of the project's own.
 *
 * @param version of that oidc-provider
 */
export function createPluginProject(version: string): PluginProject {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-plugin-'))
  const npm = (args: readonly string[], cwd: string) =>
    execFileSync('npm', args, {
      cwd,
      env: bareEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    }).toString()
  npm(['run', '--silent', 'build'], root)
  const told: unknown = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  )
  const { filename, files } = (told as [{ filename: string; files: { path: string }[] }])[0]
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  // Optional are Node itself and the native password hashes, which a host that has both does without.
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--prefer-offline']
  npm(['install', ...flags, `./${filename}`, `oidc-provider@${version}`], folder)
  return {
    folder,
    packed: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The code blocks of the plugin's README, in their order. */
export function readmeBlocks(language: 'js' | 'toml'): string[] {
  const readme = readFileSync(join(root, 'interactions/sms-otp/README.md'), 'utf8')
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  )
}

/**
 * Runs a provider in the project.
 *
 * @param files what is written into the host's folder before, by name
 */
export async function startPluginHost(
  project: PluginProject,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
) {
  const folder = mkdtempSync(join(project.folder, 'host-'))
  cpSync(join(root, 'test/plugin-host'), folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const secrets = { COOKIE_KEY: randomBytes(32).toString('hex'), CODE_KEY: randomBytes(32).toString('hex') }
  const child = spawn(process.execPath, ['main.js'], {
    cwd: folder,
    env: { ...bareEnvironment(), ...secrets, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('ready ')) {
      return {
        issuer: line.slice('ready '.length),
        async stop() {
          child.stdin.end()
          if (child.exitCode === null) await once(child, 'exit')
        },
      }
    }
  }
  throw new Error(`the host ended with ${child.exitCode} before it was ready`)
}
