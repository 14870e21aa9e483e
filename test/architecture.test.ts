import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ProductFile, readProduct, readTexts } from './support/product.ts'

/** The house from the ground up: each place may import the places on the floors below its own, and itself. */
const floors = [
  ['interactions', 'src/threads.ts', 'src/numbers'],
  ['src/operations', 'src/sms'],
  ['src/limits'],
  ['src/accounts'],
  ['src/config'],
  ['src/store'],
  ['src/provider'],
  ['src/account-pages'],
  ['src/web'],
  ['src/assembly'],
  ['src/server.ts', 'src/sms.ts'],
  ['src/demo'],
  ['src/cli'],
  ['src/main.ts'],
]

const files = readProduct()
const byPath = new Map(files.map((file) => [file.path, file]))

const importersOf = (target: string, loadingOnly = false) =>
  files
    .filter(({ imports }) => imports.some((one) => one.target === target && (one.loads || !loadingOnly)))
    .map(({ path }) => path)

test('the files of the product are read with everything they import', () => {
  assert.ok(files.length > 120, `${files.length} files`)
  const strays = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => /^(interactions|src)\//.test(target) && !byPath.has(target))
      .map(({ target }) => `${path} -> ${target}`),
  )
  assert.deepEqual(strays, [])
  // One of each kind: static, side effect, at a later time, types only.
  assert.ok(importersOf('src/server.ts').includes('src/cli/index.ts'))
  assert.ok(importersOf('src/threads.ts').includes('src/main.ts'))
  assert.ok(importersOf('@node-rs/bcrypt').includes('src/accounts/password/bcrypt.ts'))
  assert.ok(!importersOf('oidc-provider', true).includes('src/config/settings.ts'))
})

test('arrows point down: no file imports from a floor above its own, or from a neighbour on it', () => {
  const wrong = files.flatMap(({ path, imports }) => {
    const from = placeOf(path)
    return imports
      .filter(({ target }) => byPath.has(target) || /^(test|bench|scripts)\//.test(target))
      .map(({ target }) => ({ target, to: placeOf(target) }))
      .filter(({ to }) => to.place !== from.place && to.floor >= from.floor)
      .map(({ target }) => `${path} -> ${target}`)
  })
  assert.deepEqual(wrong, [])
})

/** What stands nowhere, a new folder as well as the tests, is above everything: nobody may import it. */
function placeOf(path: string): { floor: number; place: string } {
  for (const [floor, places] of floors.entries()) {
    const place = places.find((each) => path === each || path.startsWith(`${each}/`))
    if (place !== undefined) return { floor, place }
  }
  return { floor: floors.length, place: path }
}

test('every file stands on a floor', () => {
  assert.deepEqual(
    files.map(({ path }) => path).filter((path) => placeOf(path).floor === floors.length),
    [],
  )
})

test('no file imports itself through others, not even its types', () => {
  const open: string[] = []
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: ProductFile): void => {
    if (open.includes(file.path))
      circles.push([...open.slice(open.indexOf(file.path)), file.path].join(' -> '))
    if (open.includes(file.path) || done.has(file.path)) return
    open.push(file.path)
    for (const { target } of file.imports) {
      const next = byPath.get(target)
      if (next !== undefined) visit(next)
    }
    open.pop()
    done.add(file.path)
  }
  for (const file of files) visit(file)
  assert.deepEqual(circles, [])
})

test('only the command and the demo start the server, and nothing imports what the package offers to others', () => {
  assert.deepEqual(importersOf('src/server.ts'), ['src/cli/index.ts', 'src/demo/index.ts'])
  const { exports } = readPackage()
  const entries = Object.values(exports).filter((path) => path.endsWith('.js'))
  const sources = entries.map((path) => path.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts'))
  for (const path of sources) {
    assert.ok(byPath.has(path), path)
    assert.deepEqual(importersOf(path), [], path)
  }
})

test('connections are opened in one place each, and only the server has them opened', () => {
  const only = {
    ioredis: ['src/store/redis/connection.ts'],
    'node:sqlite': ['src/store/embedded/database.ts'],
    'node:https': ['src/sms/exchange.ts'],
    'src/store/open.ts': ['src/cli/with-store.ts', 'src/server.ts'],
    'src/sms/sender.ts': ['src/cli/sms-send.ts', 'src/cli/user/notice.ts', 'src/server.ts', 'src/sms.ts'],
    'src/web/listen.ts': [
      'src/assembly/operations-listener.ts',
      'src/demo/site.ts',
      'src/server.ts',
      'src/web/stop.ts',
    ],
  }
  for (const [target, importers] of Object.entries(only))
    assert.deepEqual(importersOf(target, true), importers)
})

test('only the configuration reads the environment; the size of the thread pool is the exception', () => {
  const readers = files.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path)
  assert.deepEqual(
    readers.filter((path) => !path.startsWith('src/config/')),
    ['src/accounts/password/pool.ts', 'src/threads.ts'],
  )
})

test('interactions take only types from oidc-provider: a host of the plugin has a copy of its own', () => {
  const loading = importersOf('oidc-provider', true).filter((path) => path.startsWith('interactions/'))
  assert.deepEqual(loading, [])
})

test('packages are imported by the entries they document, and every one is a runtime dependency', () => {
  const documented = ['libphonenumber-js/max', '@picocss/pico/css/pico.classless.min.css']
  const { dependencies } = readPackage()
  for (const { path, imports } of files) {
    for (const { target } of imports) {
      if (target.startsWith('node:') || byPath.has(target)) continue
      const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/')
      assert.ok(Object.hasOwn(dependencies, name), `${path} imports ${target}`)
      assert.ok(target === name || documented.includes(target), `${path} reaches into ${target}`)
    }
  }
})

test('no file has more than 250 lines, tests among them, and no function of the product more than 60', () => {
  for (const { path, text } of readTexts('{interactions,src,test,bench,scripts}/**/*.ts')) {
    const { length } = text.trimEnd().split('\n')
    assert.ok(length <= 250, `${path}: ${length} lines`)
  }
  for (const { path, text } of files) {
    const lines = text.split('\n')
    for (const [start, line] of lines.entries()) {
      if (!/^(?:export )?(?:async )?function/.test(line)) continue
      const length = lines.indexOf('}', start) - start + 1
      assert.ok(length <= 60, `${path}:${start + 1}: ${length} lines`)
    }
  }
})

test('what a file exports, another one uses', () => {
  const others = readTexts('{interactions,src,test,bench,scripts}/**/*.ts')
  const unused = files.flatMap(({ path, text }) => {
    const names = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map(
      ([, name]) => name,
    )
    return names
      .filter(
        (name) =>
          !others.some((other) => other.path !== path && new RegExp(`\\b${name}\\b`).test(other.text)),
      )
      .map((name) => `${path}: ${name}`)
  })
  assert.deepEqual(unused, [])
})

function readPackage() {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  return JSON.parse(text) as { dependencies: Record<string, string>; exports: Record<string, string> }
}
