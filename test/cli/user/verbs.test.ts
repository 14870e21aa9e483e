import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { isOver } from '../../../src/accounts/sessions.ts'
import { openHouse, stores } from './house.ts'

const strict = {
  perLock: 9,
  firstLock: 60_000,
  longestLock: 60_000,
  ceiling: 2,
  slow: { failures: 100, days: 30, triesADay: 5 },
}

for (const kind of stores) {
  describe(`latchkey user on ${kind}`, () => {
    test('add, show, set and list speak of one account, whichever way it is named', async (t) => {
      const { run, ask, account } = await openHouse(t, kind)
      const added = await ask(
        'add Maria --email maria@example.com --number 94778888888 --claim "name=Maria Castro"',
      )
      const facts = await ask('show 94778888888')
      assert.equal(facts.id, added.id)
      assert.deepEqual(
        [facts.number, facts.number_verified, facts.email_verified],
        ['+94778888888', true, false],
      )
      assert.deepEqual(facts.claims, { name: 'Maria Castro' })

      assert.match(
        (await run('set maria --number +14155552671 --no-notice')).out,
        /No codes go to that number: a number from US/,
      )
      await ask('set maria --number +94778888889 --unverified --sms off')
      const changed = await account('maria')
      assert.deepEqual(
        [changed.number, changed.numberVerified, changed.smsOptOut, changed.email],
        ['+94778888889', false, true, 'maria@example.com'],
      )
      await ask(`set ${added.id} --no-number --no-email --sms on --username Mary`)
      const bare = await account('mary')
      assert.deepEqual(
        [bare.number, bare.email, bare.smsOptOut, bare.hadNumber],
        [undefined, undefined, false, true],
      )
      assert.deepEqual(bare.claims, { name: 'Maria Castro' })

      assert.equal((await run('add second')).code, 0)
      assert.equal((await run('list')).out.split('\n').length, 3)
      const some = await run('list --json --limit 1 --without-number')
      assert.equal(some.out.trim().split('\n').length, 1)
    })

    test('what is wrong is named, and nothing is written', async (t) => {
      const { run, store } = await openHouse(t, kind)
      assert.equal((await run('add bob --number +94778888888')).code, 0)
      const refusals = [
        ['add bob', 'The name belongs to "bob".'],
        ['add eve --number 94778888888', 'The number belongs to "bob".'],
        ['add eve --number 12', 'number: '],
        ['add eve --email nowhere', 'email: found "nowhere", allowed: an e-mail address'],
        ['add eve --claim nmae=Eve', 'claims.nmae: unknown; did you mean "name"?'],
        ['show eve', 'There is no account "eve"'],
        ['set bob', 'Say what to set'],
        ['invite bob', 'has a number'],
        ['set bob --email-verified', 'bob has no e-mail address that this could be said of'],
        ['export --out /nowhere/people.csv', 'cannot be written: there is no such file or folder'],
        ['backup-codes bob --set /', '/ cannot be read: it is a folder'],
        ['remove bob', 'add --yes'],
      ] as const
      for (const [args, message] of refusals) {
        const ran = await run(args)
        assert.equal(ran.code, 1, args)
        assert.ok(ran.errors.includes(message), `${args}: ${ran.errors}`)
        assert.equal(ran.out, '', args)
      }
      for (const wrong of [
        'add',
        'set bob --sms maybe',
        'unlock bob --factor voice',
        'list --limit 0',
        'add eve --claim name',
        'fly bob',
      ])
        assert.equal((await run(wrong)).code, 2, wrong)
      const inJson = await run('show eve --json')
      assert.deepEqual([inJson.code, JSON.parse(inJson.out)], [1, { error: 'There is no account "eve".' }])
      let left = 0
      for await (const _ of store.accounts.all()) left += 1
      assert.equal(left, 1)
    })

    test('a password is read and judged, never an argument, and ends every session', async (t) => {
      const { run, account } = await openHouse(t, kind)
      await run('add bob')
      assert.match((await run('password bob', 'letmein\n')).errors, /too short/)
      assert.match((await run('password bob', '1q2w3e4r5t6y\n')).errors, /tried first/)
      assert.equal((await account('bob')).passwordHash, undefined)
      const { code, out, errors } = await run('password bob', 'harbour-lantern-quilt\n')
      assert.equal(code, 0, errors)
      assert.ok(!`${out}${errors}`.includes('harbour'))
      const bob = await account('bob')
      assert.match(bob.passwordHash ?? '', /^\$argon2id\$/)
      assert.ok(isOver(bob, { session: 'any', at: Math.floor(Date.now() / 1000) }))
    })

    test('disable and enable: sessions that were ended stay so', async (t) => {
      const { run, account } = await openHouse(t, kind)
      await run('add bob')
      const before = { session: 'any', at: Math.floor(Date.now() / 1000) }
      assert.equal((await run('disable bob')).code, 0)
      assert.equal((await account('bob')).disabled, true)
      assert.match((await run('disable bob')).out, /already/)
      assert.equal((await run('enable bob')).code, 0)
      const bob = await account('bob')
      assert.equal(bob.disabled, false)
      assert.ok(isOver(bob, before))
    })

    test('links are printed once and stored as digests only', async (t) => {
      const { ask, account } = await openHouse(t, kind)
      await ask('add bob')
      const invitation = await ask('invite bob')
      const first = await ask('password bob --link --hours 2')
      const { id, links } = await account('bob')
      assert.deepEqual(
        links?.map((link) => link.kind),
        ['enrol', 'password'],
      )
      for (const link of [invitation.link, first.link]) {
        const start = `https://login.example.com/account/link/${id}.`
        assert.ok(String(link).startsWith(start))
        assert.ok(!JSON.stringify(links).includes(String(link).slice(start.length)))
      }
      const soon = Date.parse(String(first.expires_at)) - Date.now()
      assert.ok(soon > 7_100_000 && soon <= 7_200_000)
    })

    test('unlock clears the record and the mark of one factor or of all', async (t) => {
      const { run, store, account } = await openHouse(t, kind)
      await run('add bob')
      const bob = await account('bob')
      const marked = { ...bob, version: bob.version + 1, disabledFactors: ['sms', 'backup'] as const }
      await store.accounts.save(marked, ['bob'])
      for (let wrong = 0; wrong < 2; wrong += 1) {
        await store.challenges.attempt(bob.id, 'sms', strict)
        await store.challenges.attempt(bob.id, 'backup', strict)
      }
      assert.equal((await run('unlock bob --factor sms')).code, 0)
      assert.deepEqual((await account('bob')).disabledFactors, ['backup'])
      assert.equal(await store.challenges.barrier(bob.id, 'sms'), undefined)
      assert.equal((await store.challenges.barrier(bob.id, 'backup'))?.kind, 'disabled')
      await store.challenges.attempt(bob.id, 'sms', { ...strict, perLock: 1 })
      assert.match(
        (await run('unlock bob --factor backup')).out,
        /^bob was .*until unlock without --factor\.$/m,
      )
      assert.match((await run('unlock bob')).out, /^bob was locked; wrong codes are counted from 0 again\.$/m)
      assert.equal((await account('bob')).disabledFactors, undefined)
      assert.equal(await store.challenges.barrier(bob.id), undefined)
    })

    test('another number forgets no wrong code', async (t) => {
      const { run, store, account } = await openHouse(t, kind)
      await run('add bob --number +94778888888')
      const { id } = await account('bob')
      for (let wrong = 0; wrong < 2; wrong += 1) await store.challenges.attempt(id, 'sms', strict)
      for (const change of ['--number +94778888889', '--no-number', '--number +94778888890 --sms on']) {
        assert.equal((await run(`set bob --no-notice ${change}`)).code, 0)
        assert.equal((await store.challenges.barrier(id, 'sms'))?.kind, 'disabled')
      }
    })

    test('a removed account is gone, and its number goes to nobody without an explicit word', async (t) => {
      const { run, store, account } = await openHouse(t, kind)
      await run('add bob --number +94778888888')
      const bob = await account('bob')
      await store.activity.note(bob.id, { at: 1, what: 'sign-in' })
      const place = { account: bob.id, purpose: 'proof:number', browser: 'b' }
      await store.pending.put(place, { session: 's' }, 60_000)
      await store.challenges.attempt(bob.id, 'sms', strict)
      assert.equal((await run('remove bob --yes')).code, 0)
      assert.equal(await store.accounts.find(bob.id), undefined)
      assert.deepEqual(await store.activity.list(bob.id), [])
      assert.equal(await store.pending.look(place), undefined)
      assert.match((await run('add eve --number +94778888888')).errors, /--release-number/)
      await run('add other')
      assert.match((await run('add other --number +94778888888 --release-number')).errors, /The name belongs/)
      assert.match((await run('add eve --number +94778888888')).errors, /--release-number/)
      assert.equal((await run('add eve --number +94778888888 --release-number')).code, 0)

      await run('set eve --number +94778888889')
      assert.match((await run('set eve --release-number +94778888889')).errors, /has it now/)
      assert.match((await run('add carl --number +94778888888')).errors, /--release-number/)
      assert.equal((await run('set eve --release-number +94778888888')).code, 0)
      assert.equal((await run('add carl --number +94778888888')).code, 0)
      assert.match((await run('set eve --number +94778888888 --release-number')).errors, /belongs to "carl"/)
      assert.equal((await run('remove carl --yes --release-number')).code, 0)
      assert.equal((await run('add dora --number +94778888888')).code, 0)
    })
  })
}

test('every verb leaves one line in the log, without numbers, codes and links', async (t) => {
  const log = '\n[log]\ndestination = "audit.log"\n'
  const plain = await openHouse(t, 'embedded')
  const { run, directory, account } = plain
  const errors = (await run('add bob --number +94778888888')).errors
  assert.match(errors, /"event":"admin\.user\.add","outcome":"done","by":"[^"]+","account":"[\w-]{22}"/)
  const file = join(directory, 'deployment.toml')
  await import('node:fs/promises').then(async (fs) => fs.appendFile(file, log))
  assert.equal((await run('backup-codes bob --generate --no-notice')).errors, '')
  await run('password bob --link')
  await run('bypass nobody')
  const lines = (await readFile(join(directory, 'audit.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { id } = await account('bob')
  assert.deepEqual(
    lines.map(({ event, outcome, account: whom }) => [event, outcome, whom]),
    [
      ['admin.user.backup-codes', 'done', id],
      ['admin.user.password', 'done', id],
      ['admin.user.bypass', 'refused', undefined],
    ],
  )
  assert.ok(!/94778888888|account\/link/.test(`${errors}${JSON.stringify(lines)}`))
})
