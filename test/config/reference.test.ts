import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as z from 'zod'
import { referenceFiles } from '../../scripts/reference/files.ts'
import { generatedFiles } from '../../scripts/reference/generated.ts'
import { describeOption } from '../../scripts/reference/option.ts'
import { sectionsOf } from '../../scripts/reference/sections.ts'
import { parseDocument } from '../../src/config/document.ts'
import { Report } from '../../src/config/report.ts'
import { readShape, valueAt } from '../../src/config/shape.ts'
import { load, noSecrets } from './support.ts'

const root = new URL('../../', import.meta.url)
const options = referenceFiles.flatMap(({ path, schema, base }) =>
  sectionsOf(schema, base).flatMap((section) =>
    section.options.map((option) => ({ file: path, path: [...section.path, option.name], ...option })),
  ),
)

for (const [path, text] of generatedFiles()) {
  test(`${path} is what the schemas give; "npm run reference" writes it`, async () => {
    assert.equal(await readFile(new URL(path, root), 'utf8'), text)
  })
}

test('an option without sentence, default or example, or words for what is allowed cannot be described', () => {
  const lacking = { error: 'a text' }
  assert.throws(() => describeOption(['x'], z.string(lacking)), /x has no sentence/)
  assert.throws(() => describeOption(['x'], z.string(lacking).describe('What.')), /neither a default nor/)
  assert.throws(() => describeOption(['x'], z.string().default('y').describe('What.')), /what is allowed/)
})

test('every sentence is one, and every section but the root of a file has one', () => {
  for (const { path, sentence } of options) assert.match(sentence, /^\S.*\.$/, path.join('.'))
  for (const { schema, base, path: file } of referenceFiles) {
    for (const { path, sentence, options } of sectionsOf(schema, base)) {
      if (options.length > 0 && path.length > base.length) assert.match(sentence, /\.$/, `${file}: ${path}`)
    }
  }
})

/** Numbers that count things; and one whose name is that of OpenID Connect Dynamic Client Registration. */
const counts = [
  'port',
  'trusted_proxies',
  'accounts_replicas',
  'code_length',
  'tries',
  'resends',
  'minimum_logins',
  'queue_limit',
  'priority',
  'default_max_age',
]
const unit = /_(milliseconds|seconds|minutes?|hours?|days?)$|^percent$/

test('every number has bounds, and its unit in its name unless it counts things', () => {
  const numbers = options.filter(({ bounds }) => bounds !== undefined)
  for (const { path, bounds } of numbers) {
    assert.ok(
      bounds?.every((bound) => Math.abs(bound) <= 100_000_000),
      `${path.join('.')} has no bounds`,
    )
  }
  const named = numbers.map(({ name }) => name)
  assert.deepEqual(
    named.filter((name) => !unit.test(name) && !counts.includes(name)),
    [],
  )
  assert.deepEqual(
    counts.filter((name) => !named.includes(name)),
    [],
  )
})

for (const { path: file, schema, base } of referenceFiles) {
  test(`${file} holds every option once, and what it shows is allowed`, async () => {
    const text = await readFile(new URL(file, root), 'utf8')
    // A sentence has a blank after its "#", an option has not: parsing refuses what is there twice.
    const document = parseDocument(file, text.replace(/^#(?=[\w[])/gm, ''))
    const start = base.length > 0 ? [...base, 0] : []
    const report = new Report()
    readShape(schema, document, start, report)
    assert.deepEqual(report.problems, [])
    for (const { path, standard, live } of options.filter((option) => option.file === file)) {
      const place = [...start, ...path.slice(base.length)]
      assert.ok(document.find(place, 'key'), `${path.join('.')} is missing`)
      if (standard === undefined || live) continue
      assert.deepEqual(valueAt(document.root, place), standard, path.join('.'))
    }
  })
}

test('the shipped configuration loads as it is in the demo, without a warning', async () => {
  const { settings, warnings } = await load(new URL('config', root).pathname)
  assert.deepEqual(warnings, [])
  assert.equal(settings.server.issuer, 'http://localhost:3000')
  assert.deepEqual(
    settings.gateways.map(({ name, url }) => [name, url]),
    [['inbox', 'http://localhost:3002/api/messages']],
  )
  assert.deepEqual(settings.secrets, noSecrets)
})
