import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A file's bytes and mode, or why they are not to be had, in words. */
export type ReadFile = { readonly bytes: Buffer; readonly mode: number } | { readonly problem: string }

/**
 * Reads a regular file: a pipe or a device in its place would hang a start, or fill the memory of a server that reloads.
 *
 * @param largest in bytes
 * @param links whether the path itself may be a link
 */
export async function readRegularFile(
  path: string,
  largest: number,
  links: 'followed' | 'refused' = 'followed',
): Promise<ReadFile> {
  const how = constants.O_RDONLY | constants.O_NONBLOCK
  try {
    const handle = await open(path, links === 'followed' ? how : how | constants.O_NOFOLLOW)
    try {
      const stats = await handle.stat()
      if (stats.isDirectory()) return { problem: reasons.EISDIR }
      if (!stats.isFile()) return { problem: 'not a regular file' }
      if (stats.size > largest) return { problem: `larger than ${largest} bytes` }
      return { bytes: await handle.readFile(), mode: stats.mode }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

export const noSuchFile = 'there is no such file'

const reasons = {
  ENOENT: noSuchFile,
  EACCES: 'this process may not read the file',
  EPERM: 'this process may not read the file',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'a folder is wanted here, and this is a file',
} as const

/** A failed file operation in words; nothing of the file's content. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return (
    (reasons as Readonly<Record<string, string>>)[String(code)] ??
    `cannot be read (${code ?? 'unknown reason'})`
  )
}

/** True when a file was to be made that is there already. */
export function existsAlready(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

/** Windows has no such modes: what Node reports there means nothing. */
export function isOpenToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0
}

/** What to say of a secret's file that others may read. */
export function openToOthers(path: string, mode: number): string {
  const bits = (mode & 0o777).toString(8)
  return `${path} holds a secret but has mode ${bits}: only its owner should be able to read it (chmod 600)`
}

/**
 * Docker and systemd mount secrets for one container or service, often with modes that look open; who else is on the
 * machine does not reach them there.
 */
export function isHandedOver(
  path: string,
  mode: number,
  { CREDENTIALS_DIRECTORY }: NodeJS.ProcessEnv,
): boolean {
  const folders = ['/run/secrets', ...(CREDENTIALS_DIRECTORY ? [CREDENTIALS_DIRECTORY] : [])]
  return (mode & 0o022) === 0 && folders.some((folder) => path.startsWith(`${resolve(folder)}/`))
}
