import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesIn, textOf } from '../../../src/config/branding/files.ts'
import { formatProblem } from '../../../src/config/problem.ts'
import { Report } from '../../../src/config/report.ts'

test('a link leads to nothing outside its folder, and folders in each other are not followed on and on', async (t) => {
  const config = await mkdtemp(join(tmpdir(), 'latchkey-links-'))
  t.after(() => rm(config, { recursive: true }))
  const pages = join(config, 'pages')
  await mkdir(join(pages, '..2026', 'account'), { recursive: true })
  await mkdir(join(pages, 'deep', 'deeper', 'deepest'), { recursive: true })
  await writeFile(join(config, 'secret'), 'secret')
  await writeFile(join(pages, '..2026', 'theme.css'), 'a theme')
  await writeFile(join(pages, '..2026', 'account', 'ask.liquid'), 'a page')
  // As volumes are mounted: what is in force is changed by one link.
  await symlink('..2026', join(pages, '..data'))
  await symlink('..data/theme.css', join(pages, 'theme.css'))
  await symlink('..data/account', join(pages, 'account'))
  const out = { 'heading.liquid': '../secret', 'environ.liquid': '/proc/self/environ', up: '..', same: '.' }
  for (const [name, to] of Object.entries({ ...out, gone: 'nowhere' })) await symlink(to, join(pages, name))
  await symlink('../deep', join(pages, 'deep', 'again'))
  const report = new Report()
  const files = await filesIn(pages, report)
  assert.deepEqual(
    files.map(({ name, body }) => `${name}: ${body}`),
    ['account/ask.liquid: a page', 'theme.css: a theme'],
  )
  const problems = report.problems.map((problem) => formatProblem(problem).replaceAll(`${pages}/`, ''))
  assert.deepEqual(
    problems.toSorted(),
    [
      'deep/again:1:1: this is a folder, not a file',
      'deep/deeper:1:1: this is a folder, not a file',
      ...Object.keys(out)
        .toSorted()
        .map((name) => `${name}:1:1: leads out of its folder: put the file itself here`),
      'gone:1:1: there is no such file',
    ].toSorted(),
  )
})

test('what is no UTF-8 is refused and not shown with replacement characters', () => {
  const report = new Report()
  const file = { path: 'pages/theme.css', name: 'theme.css', body: Buffer.from([0x61, 0xff]) }
  assert.equal(textOf(file, report), undefined)
  assert.deepEqual(report.problems.map(formatProblem), ['pages/theme.css:1:1: not UTF-8 text'])
})
