import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

interface Locked {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly integrity?: string
}

const root = join(import.meta.dirname, '..')
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}
const names = Object.keys(packages)

// npm leaves out what it cannot find when it writes the file, and then refuses to install from it.
test('npm ci works on every platform: the lock file names each of the per-platform packages', () => {
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  )
  const missing = wanted.filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)))
  assert.deepEqual(missing, [])
})

test('everything that is installed is what was locked: each package has its digest', () => {
  assert.deepEqual(
    names.filter((path) => path !== '' && packages[path]?.integrity === undefined),
    [],
  )
})
