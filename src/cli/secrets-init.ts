import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsAlready } from '../config/file-access.ts'
import { secretFiles } from '../config/new-secrets.ts'

/**
 * `latchkey secrets init`: writes the three secrets `serve` needs below the configuration directory, readable by their
 * owner only. A file that exists is left as it is: its secret may be in use.
 *
 * @returns one line for each file
 */
export async function initSecrets(directory: string): Promise<string[]> {
  await mkdir(join(directory, 'secrets'), { recursive: true, mode: 0o700 })
  return Promise.all(
    Object.values(secretFiles).map(({ name, make }) => writeNew(join(directory, name), make)),
  )
}

async function writeNew(path: string, make: () => Promise<string>): Promise<string> {
  try {
    await writeFile(path, `${await make()}\n`, { flag: 'wx', mode: 0o600 })
    return `written: ${path}`
  } catch (error) {
    if (existsAlready(error)) return `kept as it is: ${path}`
    throw error
  }
}
