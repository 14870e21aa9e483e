import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Demand, planFactors, type Standing } from '../../interactions/assurance.ts'
import { testTitles } from './test-titles.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

test('every branch of the original has what is done there and here, and a test that exists', () => {
  const titles = testTitles(root)
  const rows = read('beside-the-original.md')
    .split('\n')
    .filter((line) => /^\| (?!branch )/.test(line))
    .map(cellsOf)
  assert.ok(rows.length >= 45, `${rows.length} rows`)
  for (const [branch = '', there, here, proof = '', ...rest] of rows) {
    assert.ok(there && here && rest.length === 0, branch)
    const named = [...proof.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title)
    assert.ok(named.length > 0, branch)
    assert.deepEqual(
      named.filter((title) => !titles.has(title)),
      [],
      branch,
    )
  }
})

const basic: Demand = {
  steps: 'basic',
  secondFactor: 'required',
  mandatory: false,
  twoFactorsRequested: false,
  acceptsRememberedBrowser: false,
}
const enrolled: Standing = {
  enrolled: true,
  optedOut: false,
  disabledFactors: [],
  backupCodes: 0,
  factorEnabled: true,
  mayEnrol: false,
  remembered: false,
}
const rows: Readonly<Record<string, Demand>> = {
  'steps `["basic"]`': basic,
  'if-enrolled': { ...basic, steps: 'basic+smsotp', secondFactor: 'if-enrolled' },
  required: { ...basic, steps: 'basic+smsotp' },
}
const columns: readonly Standing[] = [
  enrolled,
  { ...enrolled, optedOut: true },
  { ...enrolled, enrolled: false },
  { ...enrolled, factorEnabled: false },
]

/** A cell in the document's words, from what the code decides without backup codes, with them, and with enrolment. */
function inWords(demand: Demand, standing: Standing): string {
  const without = planFactors(demand, standing)
  const having = planFactors(demand, { ...standing, backupCodes: 1 })
  if ('second' in without && without.second.length === 0)
    return demand.steps === 'basic' ? 'password' : 'password, tokens say one factor'
  assert.ok('second' in having)
  if ('second' in without)
    return having.second.length === 2 ? 'password + code or backup code' : 'password + code'
  const enrols = 'enrol' in planFactors(demand, { ...standing, mayEnrol: true })
  const enrolment = enrols ? ', else enrolment where allowed' : ''
  return `password + backup code${enrolment}, else a page that explains`
}

test('the table of docs/reference.md says what the code decides, cell by cell', () => {
  const lines = read('reference.md').split('\n')
  for (const [name, demand] of Object.entries(rows)) {
    const line = lines.find((each) => each.startsWith(`| ${name} |`)) ?? ''
    assert.deepEqual(
      cellsOf(line).slice(1),
      columns.map((standing) => inWords(demand, standing)),
      name,
    )
  }
})
