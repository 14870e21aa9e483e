import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { watchFolder } from '../../src/demo/watch.ts'

test('what is written below a folder in several steps is one change; after its end nothing is', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-watch-'))
  t.after(() => rm(folder, { recursive: true }))
  let changes = 0
  let told = (): void => {}
  const change = new Promise<void>((resolve) => {
    told = resolve
  })
  const end = watchFolder(folder, () => {
    changes += 1
    told()
  })
  await mkdir(join(folder, 'pages'))
  await writeFile(join(folder, 'pages/theme.css'), 'a')
  await writeFile(join(folder, 'pages/theme.css'), 'b')
  await change
  end()
  await writeFile(join(folder, 'deployment.toml'), 'c')
  await wait(500)
  assert.equal(changes, 1)
})
