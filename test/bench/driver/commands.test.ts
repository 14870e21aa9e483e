import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandReader } from '../../../bench/driver/commands.ts'

const sent = Buffer.from(
  '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$6\r\né\r\n*1\r\n*1\r\n$4\r\nPING\r\n*2\r\n$7\r\nevalsha\r\n$0\r\n\r\n',
)

function read(pieces: readonly Buffer[]): string[] {
  const names: string[] = []
  const take = commandReader((name) => names.push(name))
  for (const piece of pieces) take(piece)
  return names
}

test('every command is counted once, whatever its values look like', () => {
  assert.deepEqual(read([sent]), ['set', 'ping', 'evalsha'])
})

test('commands that arrive in pieces are counted when they are whole', () => {
  assert.deepEqual(read([...sent].map((byte) => Buffer.from([byte]))), ['set', 'ping', 'evalsha'])
})

test('what is no Redis command is refused, not miscounted', () => {
  assert.throws(() => read([Buffer.from('GET / HTTP/1.1\r\n')]))
})
