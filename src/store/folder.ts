import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder that only its owner may open, with the ones above it. Node's own recursive call never comes back from
 * places such as /proc, where nothing can be made and nobody says so.
 *
 * @throws the system's error where it cannot be made
 */
export function makeFolder(directory: string): void {
  const above = dirname(directory)
  if (!existsSync(above)) makeFolder(above)
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if (!isFolder(directory)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
