import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { presetCases } from '../sms/presets/cases.ts'

const text = readFileSync(new URL('../../docs/gateways.md', import.meta.url), 'utf8')

test('docs/gateways.md has every preset, and calls tested what is', () => {
  const rows = [...text.matchAll(/^\| ([\w, -]+) \|.*\| (tested|unverified) \|$/gm)]
  const named = rows.flatMap(([, names = '', status]) => names.split(', ').map((name) => [name, status]))
  const presets = readdirSync(new URL('../../config/sms/presets/', import.meta.url)).map((file) =>
    file.replace('.toml', ''),
  )
  assert.deepEqual(
    named.toSorted(),
    presets.map((name) => [name, name in presetCases ? 'tested' : 'unverified']).toSorted(),
  )
})
