import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { verify } from '@node-rs/argon2'
import { password } from '../people.ts'
import type { Answer, Question, RequestCost, Usage } from './questions.ts'
import { countRequests, processorTime } from './request-costs.ts'

/* Loaded before a server with --import: answers the driver's questions, and ends with it. */
process.on('disconnect', () => process.exit())
process.on('message', (question: Question) => {
  answer(question).then((result) => process.send?.({ answer: result }))
})

let profiler: Session | undefined
let endRequests: () => readonly RequestCost[] = () => []

async function answer(question: Question): Promise<Answer> {
  if (question.ask === 'usage') return usage()
  if (question.ask === 'kept') {
    collectGarbage()
    return usage()
  }
  if (question.ask === 'hash') return hashOnce(question.hash)
  if (question.ask === 'profile') {
    await startProfile()
    return usage()
  }
  if (question.ask === 'requests') {
    endRequests = countRequests()
    return usage()
  }
  if (question.ask === 'end-requests') return { ...usage(), requests: endRequests() }
  const end = usage()
  await stopProfile(question.path)
  return end
}

function usage(): Usage {
  const { rss, heapUsed: heap } = process.memoryUsage()
  const handles = process.getActiveResourcesInfo().length
  return { cpu: processorTime(), rss, heap, handles, time: performance.now() }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

async function hashOnce(hash: string): Promise<Usage> {
  const before = usage()
  if (!(await verify(hash, password))) throw new Error('the hash does not fit the password')
  const after = usage()
  return { ...after, cpu: after.cpu - before.cpu, time: after.time - before.time }
}

async function startProfile(): Promise<void> {
  profiler = new Session()
  profiler.connect()
  await profiler.post('Profiler.enable')
  await profiler.post('Profiler.setSamplingInterval', { interval: 250 })
  await profiler.post('Profiler.start')
}

async function stopProfile(path: string): Promise<void> {
  const result = await profiler?.post('Profiler.stop')
  profiler?.disconnect()
  await writeFile(path, JSON.stringify(result?.profile))
}
