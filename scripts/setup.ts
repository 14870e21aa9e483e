import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findProgram } from './find-program.ts'
import { type Machine, provide } from './needs.ts'

/**
 * `npm run setup`: what the tests need beside Node and npm; `npm run setup -- --slow`: the slow tests, too. Exit code 1
 * and one clear line when something is missing.
 */
const machine: Machine = {
  find: (names) => findProgram(names),
  has: existsSync,
  root: process.getuid?.() === 0,
  say: (line) => console.log(`setup: ${line}`),
  run: (program, args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 600_000,
    })
    return { code: status ?? 1, output: error === undefined ? `${stdout}\n${stderr}` : `E: ${error.message}` }
  },
}

process.exitCode = provide(machine, process.argv.includes('--slow'))
