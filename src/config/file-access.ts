import { resolve } from 'node:path'

/** A failed file operation in words; nothing of the file's content. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'this process may not read the file'
  if (code === 'EISDIR') return 'this is a folder, not a file'
  if (code === 'ENOTDIR') return 'a folder is wanted here, and this is a file'
  return `cannot be read (${code ?? 'unknown reason'})`
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
