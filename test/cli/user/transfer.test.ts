import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { describe, test } from 'node:test'
import type { Account } from '../../../src/accounts/account.ts'
import { showProgress } from '../../../src/cli/user/transfer/progress.ts'
import { type House, openHouse, stores } from './house.ts'

const hash =
  '$argon2id$v=19$m=19456,t=2,p=1$aW5kZXBlbmRlbnQtc2FsdA$NVYp/EqsqRxwQ49KjqQ+louKg2ADuxJGA9YW6N/dzFk'

async function file({ directory }: House, name: string, lines: readonly string[]): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

async function everybody({ store }: House): Promise<Account[]> {
  const all: Account[] = []
  for await (const account of store.accounts.all()) all.push(account)
  return all.toSorted((one, other) => one.username.localeCompare(other.username))
}

for (const kind of stores) {
  describe(`import and export on ${kind}`, () => {
    test('a file makes and changes accounts, and a second run changes nothing', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add bob --number +94778888888 --claim nickname=Bobby')
      const path = await file(house, 'people.csv', [
        'username,email,number,password_hash,disable_sms_otp,claims',
        `maria,maria@example.com,94778888889,"${hash}",TRUE,"{""name"":""Maria, Sol""}"`,
        '',
        'Bob,bob@example.com,,,,',
      ])
      assert.deepEqual(await house.ask(`import ${path} --dry-run`), counts(1, 1, 0))
      assert.equal((await everybody(house)).length, 1)
      assert.deepEqual(await house.ask(`import ${path}`), counts(1, 1, 0))
      const before = await everybody(house)
      assert.deepEqual(
        before.map(({ username, email, number, numberVerified, passwordHash, smsOptOut, claims }) => ({
          username,
          email,
          number,
          numberVerified,
          passwordHash,
          smsOptOut,
          claims,
        })),
        [
          {
            username: 'Bob',
            email: 'bob@example.com',
            number: '+94778888888',
            numberVerified: true,
            passwordHash: undefined,
            smsOptOut: undefined,
            claims: { nickname: 'Bobby' },
          },
          {
            username: 'maria',
            email: 'maria@example.com',
            number: '+94778888889',
            numberVerified: true,
            passwordHash: hash,
            smsOptOut: true,
            claims: { name: 'Maria, Sol' },
          },
        ],
      )
      assert.deepEqual(await house.ask(`import ${path}`), counts(0, 0, 2))
      assert.deepEqual(await everybody(house), before)
    })

    test('every mistake is named with its line, and none of the file is written', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add taken --email taken@example.com --number +94778888880')
      await house.run('add gone --number +94778888881')
      await house.run('remove gone --yes')
      const before = await everybody(house)
      const path = await file(house, 'people.jsonl', [
        '{"username":"good","number":"+94771234567"}',
        '{"username":"again","number":"94771234567"}',
        '{"username":"GOOD"}',
        '{"username":"thief","email":"Taken@example.com"}',
        '{"username":"heir","number":"+94778888881"}',
        '{"username":"clear","password":"hunter2hunter2"}',
        '{"username":"weak","password_hash":"hunter2hunter2"}',
        '{"username":"short","number":"12"}',
        '{"username":"broken"',
        '["list"]',
        '{"username":"taken@example.com"}',
        '{}',
      ])
      const ran = await house.run(`import ${path}`)
      assert.equal(ran.code, 1)
      assert.deepEqual(
        ran.out
          .trim()
          .split('\n')
          .map((line) => line.replace(/^(line \d+: \w+:|\d+ mistakes;) .*/, '$1')),
        [
          'line 2: number:',
          'line 3: username:',
          'line 4: email:',
          'line 5: number:',
          'line 6: password:',
          'line 7: password_hash:',
          'line 8: number:',
          'line 9: not a JSON object',
          'line 10: not a JSON object',
          'line 11: username:',
          'line 12: username:',
          '11 mistakes;',
        ],
      )
      assert.match(ran.out, /11 mistakes; nothing was written/)
      assert.doesNotMatch(`${ran.out}${ran.errors}`, /hunter2|94771234567/)
      assert.deepEqual(await everybody(house), before)
    })

    test('what export writes, import reads: on another store it makes the same people', async (t) => {
      const [from, to] = [await openHouse(t, kind), await openHouse(t, kind)]
      await from.run(
        'add maria --email m@example.com --number +94778888889 --unverified --claim "name=\u201cMaria\u201d, Sol"',
      )
      await from.run('add bob --disabled --sms off')
      await from.run('password maria', 'harbour-lantern-quilt')
      await from.run('backup-codes maria --generate')
      for (const format of ['csv', 'jsonl']) {
        const path = join(from.directory, `out.${format}`)
        assert.deepEqual(await from.ask(`export --out ${path}`), { accounts: 2 })
        assert.equal((await stat(path)).mode & 0o777, 0o600)
        assert.match((await from.run(`export --out ${path}`)).errors, /exists already/)
        assert.ok(!/backup|digest|salt"/.test(await readFile(path, 'utf8')))
        assert.deepEqual(await to.ask(`import ${path}`), format === 'csv' ? counts(2, 0, 0) : counts(0, 0, 2))
        assert.deepEqual(await from.ask(`import ${path}`), counts(0, 0, 2))
      }
      assert.deepEqual((await everybody(to)).map(said), (await everybody(from)).map(said))
      const printed = (await from.run('export')).out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).username)
      assert.deepEqual(printed.toSorted(), ['bob', 'maria'])
    })
  })
}

test('a CSV file that is none is told so, with the line where it stops being one', async (t) => {
  const house = await openHouse(t, 'embedded')
  const uneven = await file(house, 'a.csv', ['username,email', 'bob,b@example.com', 'eve', 'carl,'])
  assert.match((await house.run(`import ${uneven}`)).out, /^line 3: it has more or fewer cells/m)
  const broken = await file(house, 'b.csv', ['username,email', 'bob,b@example.com', 'x,"un"closed', 'y,'])
  assert.match((await house.run(`import ${broken}`)).out, /^line 3: not CSV from here on: something follows/m)
  assert.match(
    (await house.run('import /nowhere/people.csv')).errors,
    /cannot be read: there is no such file/,
  )
  assert.match((await house.run(`import ${house.directory} --format csv`)).errors, /is no file/)
  assert.match((await house.run('import people.txt')).errors, /--format csv or --format jsonl/)
  const first = async (name: string, ...lines: string[]) => {
    const ran = await house.run(`import ${await file(house, name, lines)}`)
    assert.equal(ran.code, 1)
    return `${ran.out}${ran.errors}`
  }
  assert.match(await first('c.csv', 'username;email', 'a;b'), /^line 1: cells are separated by commas/)
  assert.match(
    await first('d.csv', 'username,email,email', 'a,,'),
    /^line 1: a column is named twice\n1 mistake;/,
  )
  assert.match(await first('e.csv', 'username,email'), /e\.csv has no row of a person, or is no CSV/)
  assert.match(await first('f.jsonl', ''), /f\.jsonl has no row of a person, or is no JSON Lines/)
  const latin = join(house.directory, 'latin.csv')
  await writeFile(latin, Buffer.from('username\nJos\xe9\n', 'latin1'))
  assert.match((await house.run(`import ${latin}`)).out, /line 2: not UTF-8 text/)
})

test('on a terminal an import shows how far it is, elsewhere nothing', () => {
  for (const isTTY of [true, false]) {
    let shown = ''
    const sink = new Writable({
      write(chunk, _encoding, done) {
        shown += String(chunk)
        done()
      },
    })
    const errors = Object.assign(sink, { isTTY, columns: 80 })
    const streams = {
      input: Readable.from([]),
      output: sink,
      errors,
      exit: () => {},
      onInterrupt: () => () => {},
    }
    const progress = showProgress('checking', 200, streams)
    progress.at(100)
    progress.done()
    assert.equal(/checking #+\.+ 50 %/.test(shown), isTTY, shown)
    assert.equal(shown === '', !isTTY)
  }
})

test('a row that somebody else overtakes while the file is written is told, and can be given again', async (t) => {
  const house = await openHouse(t, 'embedded')
  const { accounts } = house.store
  const { planImport, writeImport } = await import('../../../src/accounts/admin/import.ts')
  const rows = [
    { line: 2, entry: { username: 'bob', email: 'b@example.com' } },
    { line: 3, entry: { username: 'eve' } },
  ]
  const plans = await planImport({ accounts, clock: Date.now }, rows)
  await house.run('add other --email b@example.com')
  const outcomes = await writeImport({ accounts }, plans)
  assert.deepEqual(outcomes[0], { line: 2, problem: 'email: belongs to another account' })
  assert.equal((await house.account('eve')).version, 1)
  assert.equal(await accounts.findByIdentifier('bob'), undefined)
})

function counts(created: number, changed: number, unchanged: number) {
  return { created, changed, unchanged, mistakes: 0, problems: [] }
}

function said({
  id: _i,
  version: _v,
  createdAt: _c,
  updatedAt: _u,
  endedSessions: _e,
  backupCodes: _b,
  browsers: _r,
  hadNumber: _h,
  ...rest
}: Account) {
  return rest
}
