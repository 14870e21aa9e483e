import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { createBrowserClient } from '../support/client.ts'
import { startRedis } from '../support/redis.ts'
import { type Asked, type Explained, explainHouse, type House, type Why } from './explain-house.ts'
import { agrees, asksAgain, reallyLogIn, rememberedBrowser, stepsIn } from './explain-logins.ts'
import { clients, people, type Row, rows, twoFactors, userOf } from './explain-rows.ts'

const askedOf = ({ client, acr }: Row, index: number): Asked => ({
  user: userOf(index),
  client,
  ...(acr === undefined ? {} : { acr }),
  address: '127.0.0.1',
})

describe('explain login says what the login does', () => {
  let house: House
  let explained: readonly Explained[]
  before(async () => {
    house = await explainHouse(clients, [
      ...people,
      'username = "marked"\nnumber = "+94778888700"\nnumber_verified = true',
      'username = "regular"\nnumber = "+94778888701"\nnumber_verified = true',
      'username = "quick"\nnumber = "+94778888702"\nnumber_verified = true',
      'username = "newcomer"',
      'username = "+94778888798"',
      'username = "hammered"\nemail = "hammered@example.com"',
    ])
    await lock(house, userOf(rows.findIndex(({ title }) => title === 'locked')))
    const all: Explained[] = []
    for (const [index, row] of rows.entries()) all.push(await house.explained(askedOf(row, index)))
    explained = all
  })
  after(() => house.close())

  test('nothing was sent and nothing counted by that', async () => {
    const [row] = rows
    const again = await house.explained(askedOf(row ?? assert.fail(), 0))
    assert.deepEqual(timeless(again), timeless(explained[0] ?? assert.fail()))
    assert.equal(house.phone.messages.length, 0)
  })

  for (const [index, row] of rows.entries()) {
    const { title, steps, because, decided } = row
    test(`${title}: ${because ?? steps.join(', ')}`, async () => {
      const said = explained[index] ?? assert.fail('it was not explained')
      assert.deepEqual(stepsIn(said), steps)
      assert.equal(said.refused?.because, because)
      const reason = reasonsIn(said).find(({ says }) => says.startsWith(decided[1]))
      assert.ok(reason, `${decided[1]} in ${JSON.stringify(reasonsIn(said))}`)
      assert.equal(reason.file ?? reason.by, decided[0])
      if (reason.file === 'clients.toml') {
        assert.equal(reason.line, house.line(reason.file, decided[1], `client_id = "${row.client}"`))
      }
      await agrees(house, askedOf(row, index), said)
    })
  }

  test('a browser that was remembered counts where the explanation says so', async () => {
    const user = 'regular'
    const taken = await house.explained({ user, client: 'remembering' })
    const not = await house.explained({ user, client: 'app' })
    const asked = await house.explained({ user, client: 'remembering', acr: twoFactors })
    const said = [taken, not, asked].map(({ remembered_browser: told }) => [
      told?.taken,
      told?.why
        .filter(({ by, says }) => by === 'request' || says.startsWith('accept'))
        .map(({ says }) => says),
    ])
    assert.deepEqual(said, [
      [true, ['accept_remembered_browser = true', 'no acr of two factors is asked for']],
      [false, ['accept_remembered_browser = false']],
      [false, [`acr_values = "${twoFactors}"`]],
    ])
    const browser = await rememberedBrowser(house, user, 'remembering')
    assert.deepEqual(await asksAgain(house, browser, { user, client: 'remembering' }), [])
    assert.deepEqual(await asksAgain(house, browser, { user, client: 'app' }), ['sms'])
    assert.deepEqual(await asksAgain(house, browser, { user, client: 'remembering', acr: twoFactors }), [
      'sms',
    ])
  })

  test('too many wrong passwords are said, and no more are counted by asking', async () => {
    const held = { user: 'hammered', client: 'basic', address: '127.0.0.1' }
    await house.guess(held.user, 6)
    for (const _ of [1, 2]) {
      const { signs_in, steps } = await house.explained(held)
      assert.match(steps[0]?.closed?.[0]?.says ?? '', /^too many wrong passwords: none is looked at until 2/)
      assert.equal(signs_in, false)
    }
    assert.deepEqual(await reallyLogIn(house, held), { steps: ['password'] })
    // Under another name of hers nothing is compared, and the page does not say so.
    const { signs_in, steps } = await house.explained({ ...held, user: 'hammered@example.com' })
    assert.match(steps[0]?.closed?.[0]?.says ?? '', /^too many wrong passwords for other names/)
    assert.equal(signs_in, false)
    assert.equal((await house.explained({ user: 'hammered', client: 'basic' })).signs_in, true)
  })

  test('mandatory, and a number that is enrolled: what the files say after a reload is what is explained', async () => {
    await house.change('deployment.toml', (text) =>
      text
        .replace('[log]', '[account]\ncapture = "trust-first-login"\n[log]')
        .concat('[authentication]\nmandatory = true\n'),
    )
    const index = rows.findIndex(({ title }) => title === 'opted out, if-enrolled')
    const asked = { user: userOf(index), client: 'if-enrolled' }
    const refused = await house.explained(asked)
    assert.equal(refused.refused?.because, 'opted-out')
    const mandatory = refused.refused.why.find(({ says }) => says === 'mandatory = true')
    assert.equal(mandatory?.file, 'deployment.toml')
    assert.equal(mandatory.line, house.line('deployment.toml', 'mandatory'))
    await agrees(house, asked, refused)
    const newcomer = { user: 'newcomer', client: 'by-mobile' }
    const enrols = await house.explained(newcomer)
    assert.deepEqual(stepsIn(enrols), ['password', 'enrolment'])
    const capture = reasonsIn(enrols).find(({ says }) => says === 'capture = "trust-first-login"')
    assert.equal(capture?.line, house.line('deployment.toml', 'capture'))
    await agrees(house, newcomer, enrols)
  })

  test('a terminal shows at a glance what, where and why, and no number or code', async () => {
    const { code, text } = await house.explain({ user: 'marked', client: 'by-mobile', address: '192.0.2.7' })
    assert.equal(code, 0)
    const at = house.line('clients.toml', 'subject_claim')
    for (const line of [
      /^sign-in +marked can sign in to by-mobile$/m,
      /^steps +the password$/m,
      /^ +then a code by SMS$/m,
      /^message +A message would be sent\.$/m,
      new RegExp(
        `left after it: number +4 .*deployment\\.toml:${house.line('deployment.toml', 'per_number_day')} +per_number_day = 7`,
      ),
      /^ +left after it: network +99 /m,
      new RegExp(
        `to •••• 700 through phone\\n +sms/phone\\.toml:${house.line('sms/phone.toml', 'priority')} +priority = 7`,
      ),
      /in en: •••••• is your .+ code\. Valid for 5 minutes\. .+@localhost #••••••$/m,
      /^tokens +after a code by SMS: acr urn:latchkey:2fa, amr pwd sms mfa$/m,
      new RegExp(`^subject +mobile: •••• 700\\n +clients\\.toml:${at} +subject_claim = "mobile"$`, 'm'),
      /^claims +phone: phone_number$/m,
    ]) {
      assert.match(text, line)
    }
    assert.doesNotMatch(text, /94778888700|\$argon2/)
  })

  test('a username that is a number is masked, whatever shows it', async () => {
    const asked = { user: '94 77 888 8798', client: 'basic' }
    const { text } = await house.explain(asked)
    assert.match(text, /^sign-in +•••• 798 can sign in to basic$/m)
    assert.doesNotMatch(text + JSON.stringify(await house.explained(asked)), /778888798/)
  })

  test('a message that would not leave is told of before it is tried', async () => {
    const asked = { user: 'quick', client: 'basic', acr: twoFactors }
    await reallyLogIn(house, asked)
    const soon = await house.explained(asked)
    const first = soon.message?.refusal ?? assert.fail('it would leave')
    assert.match(first.says, /^the last message to this number left too short a time ago/)
    assert.ok(Date.parse(first.retry_at ?? '') > Date.now())
    await house.change('sms/phone.toml', (text) => `${text}countries = ["US"]\n`)
    const elsewhere = { ...asked, user: 'marked' }
    const { refusal } = (await house.explained(elsewhere)).message ?? {}
    assert.equal(refusal?.says, "no gateway serves the number's country")
    assert.deepEqual(
      refusal.why.map(({ file, line }) => [file, line]),
      [['sms/phone.toml', house.line('sms/phone.toml', 'countries')]],
    )
    const sent = house.phone.messages.length
    for (const each of [asked, elsewhere])
      assert.deepEqual(await asksAgain(house, createBrowserClient(), each), ['sms'])
    assert.equal(house.phone.messages.length, sent)
    await house.change('deployment.toml', (text) =>
      text.replace(/^login_countries = .*/m, 'login_countries = ["US"]'),
    )
    const [, code] = (await house.explained(elsewhere)).steps
    assert.deepEqual(code?.closed?.[0], {
      by: 'account',
      says: 'no message is sent: it would go to a number from LK, which is not among login_countries in [limits]',
    })
  })

  test('what is not there is said with the nearest name, and the exit code is 1', async () => {
    const usual = { user: 'marked', client: 'app' }
    for (const [asked, said] of [
      [{ ...usual, user: 'marke' }, 'There is no account "marke"; did you mean "marked"?\n'],
      [{ ...usual, user: '+94778888799' }, 'There is no account "•••• 799".\n'],
      [{ ...usual, client: 'ap' }, 'There is no client "ap" in clients.toml; did you mean "app"?\n'],
      [
        { ...usual, acr: 'urn:latchkey:2f' },
        'No login here is "urn:latchkey:2f", and a request that asks for it is treated as if it did not; ' +
          'did you mean "urn:latchkey:2fa"?\n',
      ],
    ] as const) {
      assert.deepEqual(await house.explain(asked), { code: 1, text: said })
    }
  })
})

test('explain login beside a server on Redis', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const store = `kind = "redis"\nurl = "${redis.url}"`
  const house = await explainHouse(clients, people, store)
  t.after(() => house.close())
  const [row] = rows
  assert.ok(row)
  const asked = askedOf(row, 0)
  const said = await house.explained(asked)
  assert.deepEqual(timeless(await house.explained(asked)), timeless(said))
  assert.equal(house.phone.messages.length, 0)
  await agrees(house, asked, said)
})

/** Everything that anything in it rests on. */
function reasonsIn({ steps, refused, message, subject, claims }: Explained): readonly Why[] {
  const byStep = steps.flatMap(({ why, enough = [], closed = [] }) => [...why, ...enough, ...closed])
  return [...(refused?.why ?? []), ...byStep, ...(message?.why ?? []), ...subject.why, ...claims.why]
}

/** How long a wait still is differs from one moment to the next. */
function timeless(said: Explained): unknown {
  return JSON.parse(JSON.stringify(said).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, ''))
}

async function lock({ beside }: House, username: string): Promise<void> {
  const account = await beside.accounts.findByIdentifier(username)
  const place = { account: account?.id ?? assert.fail(username), purpose: 'login', browser: 'b' }
  const terms = { lifetime: 60_000, tries: 99, resends: 0, cooldowns: [0], sendDeadline: 1000, keep: 1000 }
  await beside.challenges.open(place, 'x', { kid: 'k', digest: 'd' }, terms)
  for (let wrong = 0; wrong < 10; wrong += 1) {
    await beside.challenges.verify(place, { k: 'wrong' }, defaultBounds)
  }
}
