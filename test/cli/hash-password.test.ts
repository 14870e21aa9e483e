import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createPasswords } from '../../src/accounts/password.ts'
import { hashPassword } from '../../src/cli/hash-password.ts'

async function run(input: Readable & { isTTY?: boolean }) {
  const output = new PassThrough()
  const errors = new PassThrough()
  const code = await hashPassword({ input, output, errors })
  return { code, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') }
}

async function atTerminal(...keys: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const done = run(input)
  for (const key of keys) {
    input.write(key)
    await turn()
  }
  return done
}

test('a password that is piped in comes out as a hash and nothing else', async () => {
  for (const line of ['correct horse', 'correct horse\n', 'correct horse\r\n']) {
    const { code, output, errors } = await run(Readable.from([line]))
    assert.deepEqual([code, errors], [0, ''])
    assert.match(output, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^\s]+\n$/)
    assert.equal((await createPasswords().verify(output.trim(), 'correct horse')).ok, true)
  }
})

test('what cannot be a password is refused in one line, without a hash', async () => {
  const refused: [text: string, message: RegExp][] = [
    ['', /No password/],
    ['\n', /No password/],
    ['short\n', /5 characters; at least 8/],
    ['two lines\nof text\n', /one line/],
    ['x'.repeat(1025), /more than 1024/],
  ]
  for (const [text, message] of refused) {
    const { code, output, errors } = await run(Readable.from([text]))
    assert.deepEqual([code, output], [1, ''])
    assert.match(errors, message)
  }
})

test('at a terminal it asks twice, lets mistakes be corrected and shows nothing of what is typed', async () => {
  const { code, output, errors } = await atTerminal('correct horsf', '\x7f', 'e', '\r', 'correct horse\r')
  assert.equal(code, 0)
  assert.equal(errors, 'Password: \nAgain: \n')
  assert.equal((await createPasswords().verify(output.trim(), 'correct horse')).ok, true)
})

test('both answers may arrive at once', async () => {
  assert.equal((await atTerminal('correct horse\rcorrect horse\r')).code, 0)
})

test('two different passwords are refused, and the first cannot be called back with the arrow keys', async () => {
  for (const second of ['another horse\r', '\x1b[A\r']) {
    const { code, output, errors } = await atTerminal('correct horse\r', second)
    assert.deepEqual([code, output], [1, ''])
    assert.match(errors, /differ/)
  }
})

test('Ctrl-C and Ctrl-D end it without a hash', async () => {
  for (const keys of [['corr\x03'], ['\x04'], ['correct horse\r', '\x03']]) {
    const { code, output, errors } = await atTerminal(...keys)
    assert.deepEqual([code, output], [1, ''])
    assert.match(errors, /Cancelled/)
  }
})
