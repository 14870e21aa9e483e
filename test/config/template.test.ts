import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as z from 'zod'
import { documentOf, type Path, parseDocument } from '../../src/config/document.ts'
import { Report } from '../../src/config/report.ts'
import { clientSchema } from '../../src/config/schema/clients.ts'
import { deploymentSchema } from '../../src/config/schema/deployment.ts'
import { gatewaySchema } from '../../src/config/schema/gateway.ts'
import { userSchema } from '../../src/config/schema/users.ts'
import { core } from '../../src/config/schema/walk.ts'
import { readShape, valueAt } from '../../src/config/shape.ts'
import { load, noSecrets } from './support.ts'

const folder = new URL('../../config/', import.meta.url)
const templates = [
  ['deployment.toml', deploymentSchema, []],
  ['clients.toml', clientSchema, ['client', 0]],
  ['users.toml', userSchema, ['user', 0]],
  ['sms/inbox.toml', gatewaySchema, []],
] as const

/** Options stand commented out as `#name = value`; sentences have a blank after the `#`. */
const read = async (file: string) => {
  const text = await readFile(new URL(file, folder), 'utf8')
  return { text, document: parseDocument(file, text.replace(/^#(?=\S)/gm, '')) }
}

/** Every option that is no table, with the schema that says its default. */
const options = (schema: unknown, path: Path = []): readonly (readonly [Path, z.ZodType])[] => {
  const table = core(schema)
  if (table instanceof z.ZodObject && table.def.catchall instanceof z.ZodNever) {
    return Object.entries(table.shape).flatMap(([key, option]) => options(option, [...path, key]))
  }
  return schema instanceof z.ZodType ? [[path, schema]] : []
}

for (const [file, schema, base] of templates) {
  test(`config/${file} holds every option once, each with a sentence before it`, async () => {
    const { text, document } = await read(file)
    const lines = text.split('\n')
    for (const [path] of options(schema)) {
      const place = document.find([...base, ...path], 'key')
      assert.ok(place, `${path.join('.')} is missing from config/${file}`)
      assert.match(lines[place.line - 2] ?? '', /^# \S/, `${path.join('.')} has no sentence before it`)
    }
  })

  test(`config/${file} shows each default as it is, and examples that are allowed`, async () => {
    const { document } = await read(file)
    const report = new Report()
    if (base.length === 0 && file === 'deployment.toml') {
      for (const [name, table] of Object.entries(deploymentSchema.shape))
        readShape(table, document, [name], report)
    } else readShape(schema, document, base, report)
    assert.deepEqual(report.problems, [])
    for (const [path, option] of options(schema)) {
      if (!(option instanceof z.ZodDefault) || isLive(file, path)) continue
      assert.deepEqual(valueAt(document.root, [...base, ...path]), option.def.defaultValue, path.join('.'))
    }
  })
}

/** The demo's gateway sets some options for itself. */
const isLive = (file: string, path: Path) =>
  file === 'sms/inbox.toml' &&
  ['headers', 'response_codes', 'number_format', 'allow_private'].includes(String(path[0]))

test('every option of every schema has a sentence', () => {
  for (const [file, schema] of templates) {
    for (const [path, option] of options(schema)) {
      assert.ok((option.meta()?.description ?? '').length > 4, `${file}: ${path.join('.')}`)
    }
  }
})

test('the shipped configuration loads as it is in the demo, without a warning', async () => {
  const { settings, warnings } = await load(folder.pathname.slice(0, -1))
  assert.deepEqual(warnings, [])
  assert.equal(settings.server.issuer, 'http://localhost:3000')
  assert.deepEqual(
    settings.gateways.map(({ name, url }) => [name, url]),
    [['inbox', 'http://localhost:3002/api/messages']],
  )
  assert.deepEqual(settings.secrets, noSecrets)
})

test('a schema can become JSON Schema, for editors', () => {
  for (const [, schema] of templates) assert.equal(z.toJSONSchema(schema, { io: 'input' }).type, 'object')
  assert.equal(documentOf('x', {}).file, 'x')
})
