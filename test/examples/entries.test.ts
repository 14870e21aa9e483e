import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exampleNames, examplesFolder, readEntry } from './entry.ts'

const page = readFileSync(join(examplesFolder, '../docs/relying-parties.md'), 'utf8')

/** The table's rows: libraries by name, version and example. */
const rows = [...page.matchAll(/^\| ([^|]+?) \| ([\d.]+) \| \[([\w-]+)\]\(([^)]+)\) \|/gm)].map(
  ([, library = '', version = '', example = '', link = '']) => ({ library, version, example, link }),
)

test('docs/relying-parties.md has a row for every example, and the version is the one that is tested', () => {
  assert.deepEqual(rows.map(({ example }) => example).toSorted(), exampleNames.toSorted())
  for (const { library, version, example, link } of rows) {
    assert.equal(link, `../examples/${example}`)
    const { dependencies } = JSON.parse(readFileSync(join(examplesFolder, example, 'package.json'), 'utf8'))
    // Apache's module comes from Debian: no manifest names it.
    if (dependencies !== undefined) assert.equal(dependencies[library.split(',')[0] ?? ''], version, example)
  }
})

for (const name of exampleNames) {
  test(`examples/${name}: an admin who copies its entry into clients.toml is told of no problem`, async (t) => {
    const { clients } = await readEntry(t, name)
    assert.ok(clients.length > 0)
    for (const { metadata } of clients) {
      // An API signs nobody in.
      if (metadata.grant_types?.length === 0) continue
      assert.match(metadata.redirect_uris?.[0] ?? '', /:808[01]\//)
    }
  })
}
