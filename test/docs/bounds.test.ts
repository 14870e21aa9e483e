import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { drawBackupCode, setSize } from '../../src/accounts/backup/text.ts'
import { limitsSchema } from '../../src/config/schema/limits.ts'
import { defaultPasswordLimits } from '../../src/limits/password-throttle.ts'
import { failed, succeeded } from '../../src/store/embedded/failures.ts'
import { barrierOf, type FailureRecord, noFailures } from '../../src/store/failure-record.ts'

const document = readFileSync(new URL('../../docs/bounds.md', import.meta.url), 'utf8')
const hour = 3_600_000
const day = 24 * hour
const year = 365 * day

/** The numbers of a row of the document's tables, by what its first cell begins with. */
function row(name: string): number[] {
  const line = document.split('\n').find((each) => each.startsWith(`| ${name}`)) ?? ''
  const [, ...cells] = line.split('|').slice(1, -1)
  return cells.map((cell) => Number.parseFloat(cell))
}

/**
 * When an attacker guesses who guesses whenever a guess is looked at, but gives way to the owner: a lock that would
 * still hold at the owner's next sign-in, or the last failure before the ceiling, waits until after it.
 *
 * @param ownerAt hour of the day at which the owner signs in; undefined for never
 */
function attack(start: number, ownerAt?: number): number[] {
  const times: number[] = []
  let record: FailureRecord = noFailures
  let now = start
  let owner = ownerAt === undefined ? Number.POSITIVE_INFINITY : nextAt(ownerAt, start)
  while (now < start + year) {
    const barrier = barrierOf(record, 'sms', now)
    if (barrier?.kind === 'disabled') break
    const next = failed(record, 'sms', defaultBounds, now).record
    if (barrier !== undefined) now = Math.min(now + barrier.retryIn, owner)
    else if (owner < Number.POSITIVE_INFINITY && keepsOut(next, owner)) now = owner
    else {
      record = next
      times.push(now)
      now += 1
    }
    if (now < owner) continue
    if (barrierOf(record, 'sms', owner) === undefined) record = succeeded(record, 'sms')
    owner += day
  }
  return times
}

/** Whether a record costs the attacker what the owner's sign-in would give back. The daily few are theirs in any case. */
function keepsOut(record: FailureRecord, owner: number): boolean {
  const barrier = barrierOf(record, 'sms', owner)
  return barrier !== undefined && !(barrier.kind === 'locked' && barrier.slow)
}

function nextAt(hourOfDay: number, start: number): number {
  const time = Math.floor(start / day) * day + hourOfDay * hour
  return time < start ? time + day : time
}

/** The most that fall into any stretch of that length. */
function most(times: readonly number[], span: number): number {
  let first = 0
  return times.reduce((best, time, index) => {
    while (time - (times[first] ?? time) >= span) first += 1
    return Math.max(best, index - first + 1)
  }, 0)
}

const measured = (times: readonly number[]) => [most(times, day), most(times, 30 * day), times.length]

test('the document says how many guesses an attacker has whom nobody disturbs', () => {
  assert.deepEqual(row('nobody else signs in').slice(0, 3), measured(attack(0)))
})

test('the document says how many guesses an attacker has beside an owner who signs in daily', () => {
  const starts = [0, 1, 12, 23]
  const owners = Array.from({ length: 24 }, (_, at) => at)
  const all = owners.flatMap((at) => starts.map((start) => measured(attack(start * hour, at))))
  const worst = [0, 1, 2].map((column) => Math.max(...all.map((each) => each[column] ?? 0)))
  assert.deepEqual(row('the owner signs in once a day').slice(0, 3), worst)
})

test('the document’s chances are its guesses in a million', () => {
  for (const name of ['nobody else signs in', 'the owner signs in once a day']) {
    const [, , guesses = 0, percent = 0] = row(name)
    assert.ok(Math.abs(percent - guesses / 10_000) < 0.005, name)
  }
})

test('the document names the bounds that the code has', () => {
  const { perLock, firstLock, longestLock, ceiling, slow } = defaultBounds
  const minutes = firstLock / 60_000
  assert.ok(document.includes(`Every ${perLock} failures in a row lock`))
  assert.ok(document.includes(`for ${minutes} minutes, then\n30, then 1, 2 and ${longestLock / hour} hours`))
  assert.ok(document.includes(`${ceiling} failures in a row disable`))
  assert.ok(
    document.includes(
      `From ${slow.failures} failures in ${slow.days} days on, ${slow.triesADay} tries a day`,
    ),
  )
})

test('the document says what backup codes are worth, drawn ones and an admin’s short ones', () => {
  const text = document.replaceAll('\n', ' ')
  const perGuess = 2 ** (5 * drawBackupCode().replace('-', '').length) / setSize
  assert.equal(Math.floor(Math.log10(perGuess)), 14)
  assert.ok(text.includes('right once in 10^14'))
  const short = (defaultBounds.ceiling * setSize) / 10 ** 6
  assert.ok(text.includes(`${defaultBounds.ceiling} guesses find one with a chance of ${short * 100} %`))
})

/** How many wrong passwords are compared in a day for a name, by somebody who comes back the moment each wait is over. */
function passwordGuesses({ free, firstSeconds, longestSeconds }: typeof defaultPasswordLimits.name): number {
  let guesses = 0
  for (let now = 0; now < day; guesses += 1) {
    const beyond = guesses + 1 - free
    const seconds = beyond <= 0 ? 0 : Math.min(longestSeconds, firstSeconds * 2 ** (beyond - 1))
    now += seconds * 1000
  }
  return guesses
}

test('the document says how passwords are throttled, and how many guesses that leaves', () => {
  const { pair, name, network } = defaultPasswordLimits
  const text = document.replaceAll('\n', ' ')
  const frees = `after ${pair.free} wrong ones for a name from one network, after ${name.free} for a name from everywhere and after ${network.free} from one network`
  assert.ok(text.includes(frees))
  const minutes = [pair.longestSeconds, name.longestSeconds, network.longestSeconds].map((each) => each / 60)
  assert.ok(text.includes(`up to ${minutes[0]} minutes (${minutes[2]} for a network)`))
  assert.equal(minutes[0], minutes[1])
  const [, told] = /some (\d+) guesses a day at one account/.exec(text) ?? []
  assert.equal(Number(told), Math.ceil(passwordGuesses(name) / 10) * 10)
})

/** What `[limits]` says where nothing is written. */
const defaults = limitsSchema.parse({})

/** The first number of each cell. */
function cells(name: string): number[] {
  return (document.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => Number.parseInt(cell, 10))
}

test('the document’s table of messages is what the defaults add up to', () => {
  const { per_number_day, per_account_day, per_network_hour, per_minute, per_day } = defaults
  const [gap] = defaults.gap_seconds
  const personal = (tenMinutes: number) => `1 in ${gap} s, ${tenMinutes} in 10 minutes`
  assert.ok(document.includes(`| to one number | ${personal(defaults.per_number_10_minutes)} |`))
  assert.ok(document.includes(`| of one account | ${personal(defaults.per_account_10_minutes)} |`))
  assert.deepEqual(cells('to one number').slice(1), [per_number_day, per_number_day, 30 * per_number_day])
  assert.deepEqual(cells('of one account').slice(1), [per_account_day, per_account_day, 30 * per_account_day])
  const network = per_network_hour
  assert.deepEqual(cells('from one network, new browsers'), [network, network, 24 * network, 720 * network])
  const daily = {
    'to one number that is not proved': defaults.enrolment_per_number_day,
    'of one account to such numbers': defaults.enrolment_per_account_day,
    'from one network to such numbers': defaults.enrolment_per_network_day,
    'to one block of such numbers': defaults.enrolment_per_block_day,
    'notices to one number': defaults.notices_per_number_day,
  }
  for (const [name, day] of Object.entries(daily))
    assert.deepEqual(cells(name).slice(1), [day, day, 30 * day], name)
  const rows = [
    ['to one number block', defaults.per_block_hour, defaults.per_block_day],
    ['to one country', defaults.per_country_hour, defaults.per_country_day],
    ['for one client', defaults.per_client_hour, defaults.per_client_day],
  ] as const
  for (const [name, hourly, daily] of rows) {
    assert.deepEqual(cells(name), [Math.min(per_minute, hourly), hourly, daily, 30 * daily], name)
  }
  assert.deepEqual(cells('in all'), [per_minute, 60 * per_minute, per_day, 30 * per_day])
  const { percent, minimum_logins } = defaults.conversion
  assert.ok(document.replaceAll('\n', ' ').includes(`fewer than ${percent} of 100 logins`))
  assert.ok(document.includes(`takes ${minimum_logins} logins`))
  assert.ok(document.includes(`your own country alone, ${defaults.per_country_day} messages a day`))
})
