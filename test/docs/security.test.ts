import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { requirementIds } from './security-requirements.ts'
import { testTitles, titlesIn } from './test-titles.ts'

const root = join(import.meta.dirname, '../..')

interface Row {
  readonly id: string
  readonly promise: string
  readonly proof: string
}

/** The rows of every table of docs/security.md whose first cell is a requirement's number. */
function readRows(): Row[] {
  const lines = readFileSync(join(root, 'docs/security.md'), 'utf8').split('\n')
  return lines
    .filter((line) => /^\| [A-Z]+-\d\d \|/.test(line))
    .map((line) => {
      const [id = '', promise = '', proof = '', ...rest] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      assert.deepEqual(rest, [], `${id}: more than three cells`)
      return { id, promise, proof }
    })
}

const rows = readRows()
const titlesNamed = ({ proof }: Row) => [...proof.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
const reason = /(not yet \(\d{4}-\d\d-\d\d\): |decided otherwise, because )\S/

test('docs/security.md answers for every requirement, once and in order', () => {
  assert.deepEqual(
    rows.map(({ id }) => id),
    requirementIds,
  )
})

test('every requirement is a promise in words, with a test that proves it or a dated reason', () => {
  const bare = rows.filter(
    (row) => row.promise === '' || (titlesNamed(row).length === 0 && !reason.test(row.proof)),
  )
  assert.deepEqual(
    bare.map(({ id }) => id),
    [],
  )
})

test('every test that docs/security.md names exists and is not skipped', () => {
  const titles = testTitles(root)
  const missing = rows.flatMap((row) =>
    titlesNamed(row)
      .filter((title) => !titles.has(title))
      .map((title) => `${row.id}: ${title}`),
  )
  assert.deepEqual(missing, [])
})

test('titles are found however they are quoted and broken, and skipped tests are not', () => {
  const source = [
    `test('one promise’s test', () => {})`,
    `it(\n  "somebody's test", async () => {})`,
    'describe(`of a table`, () => {})',
    `test('it isn\\'t', () => {})`,
    `test.skip('not now', () => {})`,
    `attest('nothing')`,
  ]
  assert.deepEqual(titlesIn(source.join('\n')), [
    'one promise’s test',
    "somebody's test",
    'of a table',
    "it isn't",
  ])
})
