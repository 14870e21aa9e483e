import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Document } from '../config/document.ts'
import { existsAlready } from '../config/file-access.ts'
import { readDocument } from '../config/files.ts'
import { ConfigurationError } from '../config/problem.ts'
import { referencedFile } from '../config/references.ts'
import { Report } from '../config/report.ts'

export type SecretOption = 'signing_keys' | 'cookie_keys' | 'code_keys'

/**
 * The file that an option of `[secrets]` names.
 *
 * @throws when it names none, or several
 */
export async function secretFile(directory: string, option: SecretOption): Promise<string> {
  const report = new Report()
  const deployment = await readDocument(join(directory, 'deployment.toml'), report)
  if (deployment === undefined) throw new ConfigurationError(report.problems)
  const path = referencedFile(writtenIn(deployment, option), directory)
  if (path === undefined) {
    throw new Error(
      `${option} under [secrets] does not name one file ("file:…"): exchange keys where they come from`,
    )
  }
  return realpath(path)
}

function writtenIn({ root }: Document, option: SecretOption): unknown {
  const { secrets } = root
  if (typeof secrets !== 'object' || secrets === null || !(option in secrets)) return undefined
  const written: unknown = Reflect.get(secrets, option)
  return Array.isArray(written) && written.length === 1 ? written[0] : written
}

/**
 * Replaces a file in one step: whoever reads it sees the old text or the new one. Two commands at once do not overwrite
 * each other; when `change` rejects, the file stays as it was.
 */
export async function replaceSecretFile(
  path: string,
  change: (text: string) => Promise<string>,
): Promise<void> {
  const draft = `${path}.new`
  const file = await open(draft, 'wx', 0o600).catch((cause) => {
    if (!existsAlready(cause)) throw cause
    throw new Error(`${draft} is there: another command is at work, or was stopped and left it`, { cause })
  })
  try {
    const text = await change(await readFile(path, 'utf8'))
    const { uid, gid, mode } = await stat(path)
    await file.writeFile(text)
    await file.chmod(mode & 0o777)
    // Who starts this command may be somebody else than the server, which must still be able to read it.
    await file.chown(uid, gid)
    await file.sync()
    await file.close()
    await rename(draft, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}
