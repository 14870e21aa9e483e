import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openHouse } from './house.ts'

const people = 2000

test('Ctrl-C in the middle of an import leaves whole people, says so, and the same file brings the rest', async (t) => {
  const house = await openHouse(t, 'embedded')
  const rows = Array.from({ length: people }, (_, at) => `person-with-a-long-name-${at},p${at}@example.com`)
  const path = join(house.directory, 'many.csv')
  await writeFile(path, ['username,email', ...rows, ''].join('\n'))
  const begun = house.run(`import ${path}`)
  while ((await house.store.accounts.findByIdentifier('p0@example.com')) === undefined) await wait(1)
  house.interrupt()
  const { code, out, errors } = await begun
  assert.deepEqual([code, /Stopped before its end; the same file given again/.test(out)], [1, true], out)
  assert.match(errors, /"event":"admin\.user\.import","outcome":"failed"/)
  const { created, unchanged } = await house.ask(`import ${path}`)
  assert.ok(Number(unchanged) > 0 && Number(created) > 0, `${unchanged} ${created}`)
  assert.equal(Number(unchanged) + Number(created), people)
})
