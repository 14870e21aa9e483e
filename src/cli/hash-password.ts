import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createPasswords, type Passwords, passwordLength } from '../accounts/password.ts'

export interface HashPasswordStreams {
  /** The password comes from here and from nowhere else: a command line is seen by everybody on the machine. */
  readonly input: Readable & { readonly isTTY?: boolean }
  /** Gets the hash and nothing else, so that it can be piped. */
  readonly output: Writable
  /** Gets the prompts and what went wrong. */
  readonly errors: Writable
}

/**
 * `latchkey hash-password`: at a terminal asks twice and shows nothing, otherwise reads one line; prints the hash
 * for users.toml.
 *
 * @returns the exit code: 0, or 1 when there was no usable password
 */
export async function hashPassword(
  { input, output, errors }: HashPasswordStreams,
  passwords: Pick<Passwords, 'hash'> = createPasswords(),
): Promise<number> {
  const password = await readPassword(input, errors)
  const problem = typeof password === 'string' ? passwordProblem(password) : password.problem
  if (typeof password !== 'string' || problem !== undefined) {
    errors.write(`${problem}\n`)
    return 1
  }
  output.write(`${await passwords.hash(password)}\n`)
  return 0
}

export type Asked = string | { readonly problem: string }

/** A password as it was given: at a terminal asked for twice and not shown, otherwise one line. */
export function readPassword(input: HashPasswordStreams['input'], errors: Writable): Promise<Asked> {
  return input.isTTY ? askTwice(input, errors) : readLine(input)
}

function passwordProblem(password: string): string | undefined {
  const { least, most } = passwordLength
  const { length } = password
  if (length === 0) return 'No password was given.'
  if (length < least) return `The password has ${length} characters; at least ${least} are needed.`
  if (length > most) return `The password has more than ${most} characters.`
  return password.isWellFormed() ? undefined : 'The password is not valid UTF-8.'
}

async function readLine(input: Readable): Promise<Asked> {
  const line = (await text(input)).replace(/\r?\n$/, '')
  return /[\r\n]/.test(line) ? { problem: 'The password is one line; more than one was given.' } : line
}

async function askTwice(input: Readable, errors: Writable): Promise<Asked> {
  // Readline switches the terminal's own echo off; what readline would echo instead goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  // No history: the arrow keys must not bring the first answer back as the second.
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  // Lines that are pasted together wait in the iterator. It ends with Ctrl-C and Ctrl-D.
  const lines = terminal[Symbol.asyncIterator]()
  const ask = async (prompt: string): Promise<string | undefined> => {
    errors.write(prompt)
    const { done, value } = await lines.next()
    errors.write('\n')
    return done ? undefined : value
  }
  try {
    const first = await ask('Password: ')
    const second = first === undefined ? undefined : await ask('Again: ')
    if (first === undefined || second === undefined) return { problem: 'Cancelled.' }
    return first === second ? first : { problem: 'The two passwords differ.' }
  } finally {
    terminal.close()
  }
}
