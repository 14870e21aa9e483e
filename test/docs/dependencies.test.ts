import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')

test('every runtime dependency has a line with its reason, and every line its dependency', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const decisions = readFileSync(join(root, 'docs/decisions.md'), 'utf8')
  const table = /\| package \| for \|\n\|.*\|\n(?<rows>(?:\|.*\|\n?)+)/.exec(decisions)?.groups?.rows ?? ''
  const named = [...table.matchAll(/^\| (?<names>[^|]+) \| \S[^|]*\|$/gm)].flatMap(
    ({ groups }) => groups?.names?.split(',').map((name) => name.trim()) ?? [],
  )
  assert.deepEqual(named.toSorted(), Object.keys(dependencies).toSorted())
})
