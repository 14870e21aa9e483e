import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHandedOver } from '../../src/config/file-access.ts'

for (const [path, mode, credentials, expected] of [
  ['/run/secrets/cookie-key', 0o444, undefined, true],
  ['/run/secrets/cookie-key', 0o446, undefined, false],
  ['/run/secrets-of-mine/cookie-key', 0o444, undefined, false],
  ['/run/credentials/latchkey.service/cookie-key', 0o440, '/run/credentials/latchkey.service', true],
  ['/run/credentials/latchkey.service/cookie-key', 0o440, undefined, false],
  ['/etc/latchkey/secrets/cookie-key', 0o444, '/run/credentials/latchkey.service', false],
  ['/etc/latchkey/secrets/cookie-key', 0o444, '', false],
] as const) {
  const handed = expected ? 'is handed over' : 'is a file like others'
  test(`a secret of Docker or systemd that nobody else may write has the mode it was given: ${path}, ${mode.toString(8)}, ${credentials}: ${handed}`, () => {
    const env = credentials === undefined ? {} : { CREDENTIALS_DIRECTORY: credentials }
    assert.equal(isHandedOver(path, mode, env), expected)
  })
}
