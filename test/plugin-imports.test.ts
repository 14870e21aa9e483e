import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const plugin = join(root, 'interactions/sms-otp')

/** What the package offers to other people's providers. */
const entries = [
  'interactions/sms-otp/index.ts',
  'src/store/embedded/open-challenges.ts',
  'src/store/redis/open-challenges.ts',
  'src/sms.ts',
]

test('every file of the plugin imports only types from oidc-provider', () => {
  const files = readdirSync(plugin).filter((name) => name.endsWith('.ts'))
  assert.ok(files.length > 5)
  for (const name of files) {
    const running = stripTypeScriptTypes(readFileSync(join(plugin, name), 'utf8'))
    assert.doesNotMatch(running, /\b(from|import)\s*\(?\s*['"]oidc-provider/, name)
  }
})

test('plugin, challenge stores and sender run without oidc-provider: the host has a copy of its own', () => {
  const script = `
    import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) {
      if (name.startsWith('oidc-provider')) throw new Error('oidc-provider is loaded by ' + context.parentURL)
      return next(name, context)
    } })
    const loaded = []
    for (const entry of ${JSON.stringify(entries)}) {
      loaded.push(...Object.keys(await import(new URL(entry, ${JSON.stringify(`${pathToFileURL(root).href}/`)}))))
    }
    console.log(loaded.join())`
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  for (const name of ['smsOtpRoutes', 'openEmbeddedChallenges', 'openRedisChallenges', 'createSender']) {
    assert.ok(said.trim().split(',').includes(name), name)
  }
})
