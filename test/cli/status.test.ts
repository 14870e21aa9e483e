import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { readExposition } from '../../src/cli/exposition.ts'
import { main, startServing } from '../operations/serving.ts'

async function status(folder: string) {
  const child = spawn(process.execPath, [main, 'status', '--config', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, code] = await Promise.all([text(child.stdout), exited])
  return { out, code }
}

test('latchkey status prints what the running server counts, and says when nothing answers', async () => {
  const serving = await startServing()
  try {
    const request = new URLSearchParams({
      client_id: 'app',
      redirect_uri: 'https://app.example/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      prompt: 'none',
    })
    await fetch(`${serving.issuer}/auth?${request}`, { redirect: 'manual' })
    request.delete('prompt')
    await fetch(`${serving.issuer}/auth?${request}`, { redirect: 'manual' })
    const running = await status(serving.folder)
    assert.equal(running.code, 0)
    assert.match(running.out, /^state +ready\n/)
    assert.match(running.out, /^authorizations +error 1$/m)
    assert.match(running.out, /^messages +none$/m)
    assert.match(running.out, /^store answers after +0\.\d+ s on average$/m)
    assert.match(running.out, /^configuration +number 1, since \d{4}-\d\d-\d\dT/m)
    serving.child.kill('SIGKILL')
    await serving.exited
    const gone = await status(serving.folder)
    assert.equal(gone.code, 1)
    assert.match(gone.out, /^Nothing answers on http:\/\/127\.0\.0\.1:\d+: /)
  } finally {
    await serving.close()
  }
})

test('samples are added up by label, whatever a value holds', () => {
  const { sum, by } = readExposition(
    [
      '# TYPE a counter',
      'a{x="one",y="b"} 2',
      'a{x="two",y="a \\"b\\", {c}"} 3',
      'a{x="two",y="b"} 4',
      'b 1e3',
    ].join('\n'),
  )
  assert.equal(sum('a'), 9)
  assert.equal(sum('a', { y: 'b' }), 6)
  assert.equal(sum('b'), 1000)
  assert.deepEqual(
    [...by('a', 'x')],
    [
      ['two', 7],
      ['one', 2],
    ],
  )
  assert.equal(sum('nothing'), 0)
})
