import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The names a real Chromium goes by, Debian's first. */
export const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const

/** The names Redis's server goes by. */
export const redisNames = ['redis-server'] as const

/** The name Apache's server goes by on Debian. */
export const apacheNames = ['apache2'] as const

/** Programs of the system, Apache's among them, are in a folder that Debian leaves out of everybody's PATH but root's. */
const usualPath = [process.env.PATH ?? '', '/usr/sbin'].join(delimiter)

/**
 * The first of `names` that can be executed, as a whole path; undefined when none can.
 * `path` has the form of the PATH variable, which is where it comes from by default.
 */
export function findProgram(names: readonly string[], path = usualPath): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
