import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Machine, provide } from '../../scripts/needs.ts'

/** A machine with `programs` in PATH, whose apt-get answers `codes` in turn and installs by name when that is 0. */
function pretend(programs: string[], options: { root?: boolean; codes?: number[]; files?: string[] } = {}) {
  const said: string[] = []
  const ran: string[] = []
  const codes = options.codes ?? []
  const machine: Machine = {
    root: options.root ?? false,
    find: (names) => names.filter((name) => programs.includes(name)).map((name) => `/usr/bin/${name}`)[0],
    has: (file) => (options.files ?? []).includes(file),
    say: (line) => said.push(line),
    run: (program, args) => {
      ran.push([program, ...args].join(' '))
      const code = codes.shift() ?? 0
      if (code === 0 && args.includes('install')) programs.push(...args)
      return { code, output: 'Reading package lists...\nE: Could not get lock\n' }
    },
  }
  return { machine, said, ran }
}

test('what is there is named, one line each, and nothing is installed', () => {
  const { machine, said, ran } = pretend(['redis-server', 'google-chrome', 'apt-get'], { root: true })
  assert.equal(provide(machine, false), 0)
  assert.deepEqual(said, ['Redis: /usr/bin/redis-server', 'Chromium: /usr/bin/google-chrome'])
  assert.deepEqual(ran, [])
})

test('root on a Debian-like system gets what is missing, and is told what', () => {
  const { machine, said, ran } = pretend(['redis-server', 'apt-get'], { root: true })
  assert.equal(provide(machine, false), 0)
  assert.deepEqual(said, [
    'Redis: /usr/bin/redis-server',
    "Installing Debian's chromium, fonts-liberation with apt-get …",
    'Chromium: /usr/bin/chromium',
  ])
  assert.match(ran[0] ?? '', /update$/)
  assert.match(ran[1] ?? '', /install --yes --no-install-recommends chromium fonts-liberation$/)
  assert.equal(ran.length, 2)
})

test('a package lock that is held for a moment is waited for and tried once more', () => {
  const { machine, ran } = pretend(['apt-get'], { root: true, codes: [100, 0, 100, 0] })
  assert.equal(provide(machine, false), 0)
  assert.equal(ran.length, 4)
  assert.ok(ran.every((line) => line.includes('DPkg::Lock::Timeout=120')))
})

test('an installation that fails ends the set-up with its reason', () => {
  const { machine, said } = pretend(['apt-get'], { root: true, codes: [0, 100, 100] })
  assert.equal(provide(machine, false), 1)
  assert.match(said.at(-1) ?? '', /install .*redis-server.* failed with 100: E: Could not get lock$/)
})

test('without the right to install, the exact command is printed and the set-up fails', () => {
  const { machine, said, ran } = pretend(['redis-server', 'apt-get'])
  assert.equal(provide(machine, false), 1)
  assert.match(
    said.at(-1) ?? '',
    /^Missing: Chromium .* Run: sudo apt-get update && sudo apt-get install .* chromium fonts-liberation$/,
  )
  assert.deepEqual(ran, [])
})

test('a Mac is told the commands of its own package manager', () => {
  const { machine, said } = pretend(['brew'])
  assert.equal(provide(machine, false), 1)
  assert.match(said.at(-1) ?? '', /Run: brew install redis && brew install --cask chromium$/)
})

test('a package that installs and brings no program is reported, not believed', () => {
  const { machine, said } = pretend(['apt-get'], { root: true })
  const empty: Machine = { ...machine, run: () => ({ code: 0, output: '' }) }
  assert.equal(provide(empty, false), 1)
  assert.match(said.at(-1) ?? '', /^Missing: Redis/)
})

const module = '/usr/lib/apache2/modules/mod_auth_openidc.so'

test('the slow tests need Apache with its module, and nothing else does', () => {
  const programs = ['redis-server', 'chromium', 'apache2']
  const { machine, said } = pretend(programs, { files: [module] })
  assert.equal(provide(machine, true), 0)
  assert.equal(said.at(-1), 'Apache with mod_auth_openidc: /usr/bin/apache2')
  assert.equal(provide(pretend(programs).machine, false), 0)
})

test('an Apache without the module is not enough: root gets it, others the command, a Mac the truth', () => {
  const programs = ['redis-server', 'chromium', 'apache2']
  const root = pretend([...programs, 'apt-get'], { root: true })
  assert.equal(provide(root.machine, true), 1, 'this pretended apt-get brings no file')
  assert.match(root.ran[1] ?? '', /--no-install-recommends libapache2-mod-auth-openidc$/)
  const line = /^Missing: Apache with mod_auth_openidc \(in PATH as apache2; \/usr\/lib\/.*\.so\)\. /
  const command = 'sudo apt-get update && sudo apt-get install .* libapache2-mod-auth-openidc$'
  for (const [manager, start] of [
    ['apt-get', 'Run: '],
    ['brew', 'On Debian or Ubuntu: '],
  ] as const) {
    const { machine, said } = pretend([...programs, manager])
    assert.equal(provide(machine, true), 1)
    assert.match(said.at(-1) ?? '', new RegExp(`${line.source}${start}${command}`))
  }
})
