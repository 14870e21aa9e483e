import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { bareEnvironment } from '../support/bare-environment.ts'

export type Environment = Readonly<Record<string, string>>

/** Runs a program of an example, in its folder, with nothing of our own environment but what everybody has. */
export function startProgram(program: string, args: readonly string[], folder: string, env: Environment) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Also when the watchdog ends this process. Apache ends its own children then.
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill)
  const ended = once(child, 'exit')
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (said += text))
  return {
    /** Waits until something answers there. @throws with what the program said when it ended, or after 20 s. */
    async answering(address: string): Promise<void> {
      for (const begun = performance.now(); !(await answers(address)); await wait(50)) {
        assert.equal(child.exitCode, null, `${program} ${args.join(' ')} ended:\n${said}`)
        assert.ok(performance.now() - begun < 20_000, `nothing at ${address} within 20 s:\n${said}`)
      }
    },
    async stop(): Promise<void> {
      kill()
      await ended
      process.off('exit', kill)
    },
  }
}

async function answers(address: string): Promise<boolean> {
  const asked = fetch(address, { redirect: 'manual' })
  return asked.then(
    () => true,
    () => false,
  )
}
