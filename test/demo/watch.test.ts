import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { watchFolder } from '../../src/demo/watch.ts'

test('what is written below a folder in several steps is one change; after its end nothing is', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-watch-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'pages'))
  let changes = 0
  let told = (): void => {}
  const change = new Promise<void>((resolve) => {
    told = resolve
  })
  const end = watchFolder(folder, () => {
    changes += 1
    told()
  })
  await writeFile(join(folder, 'pages/theme.css'), 'a')
  await writeFile(join(folder, 'pages/theme.css'), 'b')
  await change
  await writeFile(join(folder, 'clients.toml'), 'c')
  // The system has told of it by then, and nothing has come of it yet.
  await wait(100)
  end()
  await writeFile(join(folder, 'deployment.toml'), 'd')
  await wait(500)
  assert.equal(changes, 1)
})

test('a folder that another one took the place of is still watched', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-watch-'))
  t.after(() => rm(folder, { recursive: true }))
  const pages = join(folder, 'pages')
  await mkdir(pages)
  let told = (): void => {}
  t.after(watchFolder(folder, () => told()))
  const changeBy = async (act: () => Promise<unknown>): Promise<void> => {
    const change = new Promise<void>((resolve) => {
      told = resolve
    })
    await act()
    await change
  }

  await changeBy(() => writeFile(join(pages, 'theme.css'), 'a'))
  for (const round of ['b', 'c']) {
    await changeBy(async () => {
      // In one turn: whoever is told of it finds the new folder there already.
      rmSync(pages, { recursive: true })
      mkdirSync(pages)
      writeFileSync(join(pages, 'theme.css'), round)
    })
    await changeBy(() => writeFile(join(pages, 'logo.svg'), round))
  }
})
