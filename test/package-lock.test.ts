import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

interface Locked {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly integrity?: string
}

const root = join(import.meta.dirname, '..')
const manifests = ['package.json', ...globSync('examples/*/package.json', { cwd: root })]

function read(path: string) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** What is installed beside a manifest; nothing where it depends on nothing. */
function packagesBeside(manifest: string): Readonly<Record<string, Locked>> {
  const { dependencies } = read(manifest)
  return dependencies === undefined
    ? {}
    : read(manifest.replace(/package\.json$/, 'package-lock.json')).packages
}

for (const manifest of manifests) {
  const packages = packagesBeside(manifest)
  const names = Object.keys(packages).filter((path) => path !== '')

  // npm leaves out what it cannot find when it writes the file, and then refuses to install from it.
  test(`${manifest}: npm ci works on every platform, since the lock file names each of the per-platform packages`, () => {
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    )
    const missing = wanted.filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)))
    assert.deepEqual(missing, [])
  })

  test(`${manifest}: everything that is installed is what was locked, by its digest, from anybody's registry`, () => {
    assert.deepEqual(
      names.filter(
        (path) => packages[path]?.integrity === undefined || packages[path].resolved !== undefined,
      ),
      [],
    )
  })

  test(`${manifest}: every version is exact`, () => {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = read(manifest)
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
    assert.deepEqual(
      versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version))),
      [],
    )
  })
}
