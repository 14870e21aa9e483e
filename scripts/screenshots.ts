import { mkdir, rm, writeFile } from 'node:fs/promises'
import { launchBrowser } from '../test/support/browser.ts'
import { createCamera } from './screenshots/camera.ts'
import { tour } from './screenshots/tour.ts'

/*
 * Takes docs/screenshots anew: every page a person can meet, from a real server in a real browser, and
 * docs/screenshots.md that shows them.
 */
const folder = new URL('../docs/screenshots/', import.meta.url)
await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const browser = await launchBrowser()
try {
  const camera = createCamera(folder)
  await tour(browser, camera)
  await writeFile(new URL('../screenshots.md', folder), camera.album())
} finally {
  await browser.close()
}
