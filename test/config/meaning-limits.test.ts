import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { limitsSchema } from '../../src/config/schema/limits.ts'
import { problemsOf } from './support.ts'

const saidOf = (t: TestContext, lines: string) =>
  problemsOf(t, {
    'deployment.toml': `[server]\nissuer = "http://localhost:3000"\n[limits]\nlogin_countries = ["LK"]\n${lines}`,
  })

/** Those that one sign-in may use up. `per_minute` is none: who meets it waits for a minute. */
const used = Object.keys(limitsSchema.shape).filter((key) => /^(enrolment_)?per_(?!minute)/.test(key))

for (const key of used) {
  test(`every limit that one sign-in may use up is looked at: ${key}`, async (t) => {
    const said = await saidOf(t, `${key} = 1\n`)
    assert.ok(
      said.some((line) => line.includes(`:5:${key.length + 4}: warning: [limits] ${key}: 1 is less than`)),
      said.join('\n'),
    )
  })
}

const dayOf = (key: string) => key.replace(/_(hour|10_minutes|minute)$/, '_day')
const shorter = Object.keys(limitsSchema.shape).filter(
  (key) => dayOf(key) !== key && Object.hasOwn(limitsSchema.shape, dayOf(key)),
)

for (const key of shorter) {
  test(`every limit of a shorter time is compared with that of the day: ${key}`, async (t) => {
    const said = await saidOf(t, `${key} = 9\n${dayOf(key)} = 8\n`)
    assert.deepEqual(
      said.filter((line) => line.includes('never reached')),
      [
        `deployment.toml:5:${key.length + 4}: warning: [limits] ${key}: never reached: ${dayOf(key)} (8) comes first`,
      ],
    )
  })
}
