import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rmdir, symlink, truncate, unlink, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { configuration, load, problemsOf } from './support.ts'

const server = '[server]\nissuer = "https://login.example.com"\n'

test('a folder or file that is not there is one clear line', async (t) => {
  await assert.rejects(load('/nowhere/config'), { message: '/nowhere/config:1:1: there is no such folder' })
  const directory = await configuration(t)
  await unlink(`${directory}/deployment.toml`)
  await unlink(`${directory}/clients.toml`)
  await assert.rejects(load(directory), {
    message: `${directory}/clients.toml:1:1: there is no such file\n${directory}/deployment.toml:1:1: there is no such file`,
  })
})

test('a file in the place of the folder is said to be one', async (t) => {
  const path = `${await configuration(t)}/deployment.toml`
  await assert.rejects(load(path), { message: `${path}:1:1: a folder is wanted here, and this is a file` })
})

test("the guide's enable=false turns codes off, and no gateway is needed then", async (t) => {
  const directory = await configuration(t, {
    'deployment.toml': `${server}\n[authentication.authenticator.sms_otp] \nenable=false\n`,
    'sms/main.toml': 'enabled = false\nurl = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n',
  })
  const { settings } = await load(directory)
  assert.equal(settings.authentication.smsOtp.enabled, false)
})

test('everything has a default but the issuer, and a relative folder starts at the configuration folder', async (t) => {
  const directory = await configuration(t)
  const { settings, warnings } = await load(directory)
  assert.deepEqual(warnings, [])
  assert.deepEqual(settings.server, {
    issuer: 'http://localhost:3000',
    host: '127.0.0.1',
    port: 3000,
    trustedProxies: 0,
  })
  assert.deepEqual(settings.store, {
    kind: 'embedded',
    directory: new URL('../data', `file://${directory}/`).pathname,
  })
  assert.deepEqual(settings.authentication, {
    mandatory: false,
    smsOtp: {
      enabled: true,
      codeLength: 6,
      alphabet: 'numeric',
      lifetimeSeconds: 300,
      tries: 5,
      resends: 3,
      cooldownSeconds: [30, 60, 120, 300],
    },
  })
  assert.deepEqual(settings.tokens, {
    accessSeconds: 600,
    idSeconds: 600,
    refreshSeconds: 1_209_600,
    codeSeconds: 60,
  })
})

test('settings know where they came from', async (t) => {
  const directory = await configuration(t, {
    'clients.toml':
      '[[client]]\nclient_id = "a"\nredirect_uris = ["https://a.example/cb"]\nclient_secret = "x"\n',
  })
  const { origin } = await load(directory)
  assert.deepEqual(origin('server.issuer'), { file: `${directory}/deployment.toml`, line: 2, column: 10 })
  assert.deepEqual(origin('client.0.redirect_uris.0'), {
    file: `${directory}/clients.toml`,
    line: 3,
    column: 18,
  })
  assert.deepEqual(origin('sms.main.url'), { file: `${directory}/sms/main.toml`, line: 1, column: 7 })
  assert.equal(origin('server.port'), undefined)
})

test('files of other editors read the same: a byte order mark, lines that end in CR LF', async (t) => {
  const text = `\ufeff${server}port = 0\n`.replaceAll('\n', '\r\n')
  assert.deepEqual(await problemsOf(t, { 'deployment.toml': text }), [
    'deployment.toml:3:8: [server] port: found 0, allowed: a whole number from 1 to 65535',
  ])
})

test('what is no file, is too large or is nested without end is refused at once, and hangs nobody', async (t) => {
  const directory = await configuration(t)
  const path = `${directory}/sms/main.toml`
  const refused = async (message: RegExp) => assert.rejects(load(directory), message)
  await unlink(path)
  await promisify(execFile)('mkfifo', [path])
  await refused(/main\.toml:1:1: not a regular file$/)
  await unlink(path)
  await symlink('/dev/zero', path)
  await refused(/main\.toml:1:1: not a regular file$/)
  await unlink(path)
  await mkdir(path)
  await refused(/main\.toml:1:1: this is a folder, not a file$/)
  await rmdir(path)
  await writeFile(path, '')
  await truncate(path, 8 * 1024 * 1024 + 1)
  await refused(/main\.toml:1:1: larger than 8388608 bytes$/)
  const repeated = (text: string, times = 2000) => text.repeat(times)
  for (const text of [
    `${repeated('a.')}a = 1`,
    `[${repeated('a.')}a]`,
    `a = ${repeated('[')}${repeated(']')}`,
    `a = ${repeated('{a=')}1${repeated('}')}`,
    `a = ${repeated('[', 100_000)}${repeated(']', 100_000)}`,
  ]) {
    await writeFile(path, text)
    await refused(/main\.toml:1:\d+: tables or lists are nested deeper than any option is$/)
  }
})

test('security events go with the log, into a file of their own, or to standard output', async (t) => {
  const audit = async (lines: string) => {
    const directory = await configuration(t, { 'deployment.toml': `${server}${lines}` })
    return { directory, audit: (await load(directory)).settings.audit }
  }
  assert.deepEqual((await audit('')).audit, { apart: false })
  assert.deepEqual((await audit('[audit]\ndestination = "stdout"\n')).audit, { apart: true })
  const { directory, audit: own } = await audit('[audit]\ndestination = "audit.log"\n')
  assert.deepEqual(own, { apart: true, destination: `${directory}/audit.log` })
})
