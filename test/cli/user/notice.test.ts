import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { startPhone } from '../../support/phone.ts'
import { type House, openHouse, stores } from './house.ts'

const old = '+94778888888'

/** A house whose gateway is there, and somebody with a proved number. */
async function withPhone(t: TestContext, kind: (typeof stores)[number]) {
  const phone = await startPhone()
  t.after(() => phone.close())
  const file = `url = "${phone.url}"\nallow_private = true\nmethod = "POST"\nheaders = ["Content-Type: application/json"]
payload = '{"to":"$ctx.num","text":"$ctx.msg"}'\nnumber_format = "plus"\n`
  const house = await openHouse(t, kind, { 'sms/main.toml': file })
  await house.run(`add maria --number ${old}`)
  return { house, phone }
}

async function activities({ store, account }: House, name: string): Promise<readonly string[]> {
  return (await store.activity.list((await account(name)).id)).map(({ what }) => what)
}

for (const kind of stores) {
  describe(`what people are told of commands, on ${kind}`, () => {
    test('what lets somebody in, or keeps its owner out, is told at the number of before', async (t) => {
      const { house, phone } = await withPhone(t, kind)
      const { run } = house
      const told = [
        ['set maria --sms off', '', /turned codes by text message off/],
        ['password maria', 'harbour-lantern-quilt\n', /set a new password/],
        ['backup-codes maria --generate', '', /made new backup codes/],
        ['bypass maria', '', /one-time code .* without your phone/],
        ['set maria --number +94778888889', '', /changed the mobile number/],
        ['set maria --no-number', '', /took this mobile number off/],
      ] as const
      for (const [index, [args, input, text]] of told.entries()) {
        const { code, errors } = await run(args, input)
        assert.equal(code, 0, errors)
        assert.match(errors, /maria is told by text message\./)
        assert.match(phone.messages[index]?.text ?? '', text)
        assert.match(phone.messages[index]?.text ?? '', /Did you not expect this\? Tell the people who run/)
      }
      const numbers = phone.messages.map(({ to }) => to)
      assert.deepEqual(numbers, [old, old, old, old, old, '+94778888889'])
    })

    test('every change stands in the account’s activity, in the order in which it was made', async (t) => {
      const { house, phone } = await withPhone(t, kind)
      const commands = [
        'set maria --email maria@example.com --no-number',
        'invite maria',
        'disable maria',
        'enable maria',
        'set maria --sms off',
        'set maria --sms on',
        'password maria --link',
        'backup-codes maria --generate',
        'backup-codes maria --clear',
        'show maria',
      ]
      for (const args of commands) {
        const { code, errors } = await house.run(args)
        assert.equal(code, 0, errors)
      }
      const people = join(house.directory, 'people.csv')
      await writeFile(people, 'username,number\nmaria,+94778888890\nnew,+94778888891\n')
      const imported = await house.run(`import ${people}`)
      assert.match(imported.errors, /"event":"admin\.user\.import","outcome":"changed".*"number-changed"/)
      assert.deepEqual((await activities(house, 'maria')).toReversed(), [
        'number-removed-by-admin',
        'details-changed-by-admin',
        'invited-by-admin',
        'disabled-by-admin',
        'enabled-by-admin',
        'opted-out-by-admin',
        'opted-in-by-admin',
        'password-link-by-admin',
        'backup-codes-made-by-admin',
        'backup-codes-cleared-by-admin',
        'number-changed-by-admin',
      ])
      assert.deepEqual(await activities(house, 'new'), [])
      // Of many at once nobody is told by message.
      assert.equal(phone.messages.length, 1)
    })
  })
}

test('a message that cannot be sent is said so, and the change stays made', async (t) => {
  const { house, phone } = await withPhone(t, 'embedded')
  const { run, ask, store, account } = house
  const not = /The change is made, but maria was not told by text message: /
  phone.behave('refuse')
  assert.match((await run('set maria --sms off')).errors, new RegExp(`${not.source}no gateway took it`))
  await store.limits.spend.stop('fire')
  assert.match((await run('bypass maria')).errors, new RegExp(`${not.source}sending is stopped`))
  await writeFile(join(house.directory, 'sms/main.toml'), 'url = 5\n')
  const { code, errors, out } = await run('backup-codes maria --generate --json')
  assert.equal(code, 0)
  assert.match(errors, new RegExp(`${not.source}.*"latchkey check" lists`))
  assert.equal(JSON.parse(out).codes.length, 10)
  assert.equal((await account('maria')).backupCodes?.codes.length, 11)

  assert.doesNotMatch((await run('bypass maria --no-notice')).errors, /text message/)
  await ask('set maria --unverified')
  assert.doesNotMatch((await run('bypass maria')).errors, /text message/)
  assert.equal(phone.messages.length, 0)
})
