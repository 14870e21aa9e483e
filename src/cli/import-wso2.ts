import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsAlready, reasonOf } from '../config/file-access.ts'
import { importWso2 } from '../config/import-wso2/import.ts'
import { formatProblem } from '../config/problem.ts'

export interface ImportOptions {
  /** The form's properties, or a `deployment.toml`, of the original product. */
  readonly file: string
  /** A configuration folder to write the gateway into; without it everything is printed. */
  readonly out?: string
  /** What the gateway is called. */
  readonly name: string
  readonly output: { write(text: string): unknown }
  readonly errors: { write(text: string): unknown }
}

/**
 * `latchkey import wso2`: prints our files, or writes the gateway's, and says on the error stream everything that
 * changed. A file that exists is never written over.
 *
 * @returns the exit code: 0 when all can be used, 1 when not
 */
export async function importFromWso2({ file, out, name, output, errors }: ImportOptions): Promise<number> {
  const say = (line: string) => errors.write(`${line}\n`)
  if (!/^[\w-]{1,50}$/.test(name)) {
    say('latchkey: a gateway is called by letters, digits, "-" and "_"')
    return 2
  }
  const target = join('sms', `${name}.toml`)
  const { gateway, problems, deployment, notes } = importWso2(await textOf(file), target)
  for (const note of notes) say(note)
  for (const problem of problems) say(formatProblem(problem))
  const usable = problems.every(({ level }) => level === 'warning')
  if (gateway !== undefined && out !== undefined && usable) say(await writeGateway(out, target, gateway))
  else if (gateway !== undefined) output.write(`# ${target}\n${gateway}\n`)
  if (deployment !== '') output.write(`# deployment.toml\n${deployment}`)
  if (!usable) say('latchkey: the gateway cannot be used as it is; nothing was written')
  return usable ? 0 : 1
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Readable by its owner only: such forms hold their keys in clear. */
async function writeGateway(out: string, target: string, gateway: string): Promise<string> {
  const path = join(out, target)
  await mkdir(join(out, 'sms'), { recursive: true })
  try {
    await writeFile(path, gateway, { flag: 'wx', mode: 0o600 })
    return `written: ${path}; keys in it belong in the environment: "\${NAME}"`
  } catch (error) {
    if (!existsAlready(error)) throw error
    throw new Error(`there is a file already, which is left as it is: ${path}`)
  }
}
