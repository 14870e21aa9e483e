import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Question } from '../child/questions.ts'

/** A server in a process of its own. */
export interface Child {
  ask(question: Question): Promise<Answer>
  stop(): Promise<void>
}

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * Starts `bench/<side>/main.ts` and waits until it listens.
 *
 * @param options.settings path of a JSON file, handed to it
 * @param options.hash false: the password hash is stubbed
 * @throws with what it printed when it ends before it listens
 */
export async function startChild(
  side: 'bare' | 'ours',
  { settings, hash = false }: { settings: string; hash?: boolean },
): Promise<Child> {
  const preload = [...(hash ? [] : ['stub-hash']), 'answers'].flatMap((name) => [
    '--import',
    here(`child/${name}.ts`),
  ])
  const child = spawn(process.execPath, [...preload, here(`${side}/main.ts`), settings], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  await untilReady(child, side)
  return {
    ask: (question) => ask(child, question),
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

function untilReady(child: ChildProcess, side: string): Promise<void> {
  let printed = ''
  child.stderr?.on('data', (chunk) => {
    printed = `${printed}${chunk}`.slice(-4000)
  })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the ${side} server ended with ${code}: ${printed}`)))
  })
}

/** One question at a time: the next message is its answer. */
async function ask(child: ChildProcess, question: Question): Promise<Answer> {
  const heard = once(child, 'message')
  child.send(question)
  const [message] = await heard
  return message.answer
}
