import { type FSWatcher, watch } from 'node:fs'

/** An editor writes a file in several steps; what follows within this belongs to it. Milliseconds. */
const quiet = 300

/**
 * Calls `changed` once files of a folder have changed, whatever came of the call before.
 *
 * @returns ends it
 */
export function watchFolder(directory: string, changed: () => void): () => void {
  let waiting: NodeJS.Timeout | undefined
  const wait = (): void => {
    clearTimeout(waiting)
    waiting = setTimeout(settle, quiet)
  }
  let watcher = watchOnce(directory, wait)

  /** Node loses sight of a folder or file that another one takes the place of, so each change is watched for anew. */
  function settle(): void {
    watcher.close()
    try {
      watcher = watchOnce(directory, wait)
    } catch {
      // The folder itself is elsewhere for a while.
      wait()
      return
    }
    changed()
  }

  return () => {
    clearTimeout(waiting)
    watcher.close()
  }
}

/** @throws when there is no such folder */
function watchOnce(directory: string, changed: () => void): FSWatcher {
  const watcher = watch(directory, { recursive: true }, changed)
  // The system may have no watches left: a signal takes changes over all the same.
  watcher.on('error', () => watcher.close())
  return watcher
}
