import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type ConfigurationParts, keepConfiguration } from '../../src/assembly/configuration.ts'
import { createOperations } from '../../src/assembly/operations.ts'
import { inTurn } from '../../src/assembly/reloads.ts'
import type { Problem } from '../../src/config/problem.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { SmsSender } from '../../src/sms/sender.ts'
import { defaultSettings } from '../support/settings.ts'

const settings = (name: string): Settings => ({
  ...defaultSettings(3000),
  application: { name },
  secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] },
  clients: [],
  users: [],
  gateways: [],
})

const doubt: Problem = {
  file: 'deployment.toml',
  line: 2,
  column: 1,
  key: 'name',
  message: 'an odd one',
  level: 'warning',
}

/** A configuration whose parts write down when they are called; `fails` names the part that cannot do its work. */
async function written(fails: string) {
  const calls: string[] = []
  const call = (part: string, { application: { name } }: Settings) => {
    calls.push(`${part} ${name}`)
    if (name === 'next' && part === fails) throw new Error(`cannot ${part}`)
  }
  const warned: unknown[] = []
  const log = {
    info() {},
    warn: (line: unknown) => warned.push(line),
    error() {},
  } as unknown as ConfigurationParts['log']
  const configuration = await keepConfiguration(settings('first'), {
    log,
    audit: () => {},
    load: async () => ({ settings: settings('next'), warnings: [doubt] }),
    connect(given) {
      call('connect', given)
      return { close: async () => call('close', given) } as unknown as SmsSender
    },
    async build(given) {
      call('build', given)
      return () => {}
    },
    apply: async (given) => call('apply', given),
    take: (given) => call('take', given),
  })
  calls.length = 0
  const reloaded = await configuration.reload()
  return { calls, configuration, reloaded, warned }
}

test('people are written down once everything is built, and what watches the server follows last', async () => {
  const { calls, configuration, reloaded, warned } = await written('nothing')
  assert.equal(reloaded.outcome, 'applied')
  const warning = 'deployment.toml:2:1: warning: name: an odd one'
  assert.deepEqual(warned, [{ warning }])
  assert.deepEqual('warnings' in reloaded && reloaded.warnings, [warning], 'whoever asked is told, too')
  assert.deepEqual(calls, ['connect next', 'build next', 'apply next', 'take next'])
  await configuration.close()
  assert.deepEqual(calls.slice(4).toSorted(), ['close first', 'close next'], 'those of before, too')
})

for (const [part, before] of [
  ['connect', []],
  ['build', []],
  ['apply', ['apply next']],
] as const) {
  test(`where a reload cannot ${part}, nothing follows it, and the configuration is the one of before`, async () => {
    const { calls, configuration, reloaded } = await written(part)
    assert.deepEqual(reloaded, { outcome: 'refused', problems: [`cannot ${part}`] })
    assert.deepEqual(
      calls.filter((one) => /^(apply|take)/.test(one)),
      before,
    )
    assert.equal(calls.includes('close next'), part !== 'connect', 'gateways that were opened are closed')
    assert.equal(configuration.settings().application.name, 'first')
    assert.equal(configuration.status().generation, 1)
  })
}

test('a server that stops takes over nothing more', async () => {
  const { calls, configuration } = await written('connect')
  configuration.freeze()
  calls.length = 0
  assert.deepEqual(await configuration.reload(), {
    outcome: 'refused',
    problems: ['the server is stopping'],
  })
  assert.deepEqual(calls, [])
})

test("the log's level is that of the newest settings", async () => {
  const operations = await createOperations(settings('first'))
  assert.equal(operations.log.level, 'info')
  operations.take({ ...settings('next'), log: { level: 'error' } })
  assert.equal(operations.log.level, 'error')
  await operations.close()
})

test('a reload begins when the one before is over, and answers all who asked until then', async () => {
  const steps: string[] = []
  let reload = 0
  const reloads = inTurn(async () => {
    reload += 1
    const own = reload
    steps.push(`begin ${own}`)
    await wait(20)
    steps.push(`end ${own}`)
    return own
  })
  const first = reloads.ask()
  await wait(5)
  assert.deepEqual(reloads.counts(), { asked: 1, done: 0 })
  assert.deepEqual(await Promise.all([first, reloads.ask(), reloads.ask()]), [1, 2, 2])
  assert.deepEqual(steps, ['begin 1', 'end 1', 'begin 2', 'end 2'])
  assert.deepEqual(reloads.counts(), { asked: 3, done: 3 })
})
