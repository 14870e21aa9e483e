import { watch } from 'node:fs'

/** An editor writes a file in several steps; what follows within this belongs to it. Milliseconds. */
const quiet = 300

/**
 * Calls `changed` once files of a folder have changed, whatever came of the call before.
 *
 * @returns ends it
 */
export function watchFolder(directory: string, changed: () => void): () => void {
  let waiting: NodeJS.Timeout | undefined
  const watcher = watch(directory, { recursive: true }, () => {
    clearTimeout(waiting)
    waiting = setTimeout(changed, quiet)
  })
  // The system may have no watches left: a signal takes changes over all the same.
  watcher.on('error', () => watcher.close())
  return () => {
    clearTimeout(waiting)
    watcher.close()
  }
}
