import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { hashConcurrency } from '../../src/accounts/password/pool.ts'
import { BusyError, createPasswords, describeHash } from '../../src/accounts/password.ts'

const password = 'correct horse battery'

// Made by others: Python's hashlib, libxcrypt, the reference implementation of Argon2.
const foreign: Record<string, string> = {
  argon2i: '$argon2i$v=19$m=256,t=3,p=1$aW5kZXBlbmRlbnQtc2FsdA$FIaFWp2YYGesLJ19fuY7KoZdMpb7CdkvOnTvwVuj0io',
  argon2d: '$argon2d$v=19$m=256,t=3,p=1$aW5kZXBlbmRlbnQtc2FsdA$Fqw1WfC5FK7p5GKOvLM6NXKdgvyJ0ETZZ5TmQ4LRmjk',
  'argon2id, light':
    '$argon2id$v=19$m=256,t=3,p=1$aW5kZXBlbmRlbnQtc2FsdA$QOziTDeoXvR9bIjwg8+pVyQa7FtZRcrxSLIzZhI+Zoc',
  'argon2id, version 16':
    '$argon2id$v=16$m=256,t=3,p=1$aW5kZXBlbmRlbnQtc2FsdA$b9iiZGTMrapBq0Q/1wHqJhuYdpcg74Ggm1Qe8N4BGQc',
  'argon2, Django':
    'argon2$argon2id$v=19$m=256,t=3,p=1$aW5kZXBlbmRlbnQtc2FsdA$QOziTDeoXvR9bIjwg8+pVyQa7FtZRcrxSLIzZhI+Zoc',
  'bcrypt 2a': '$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS',
  'bcrypt 2b': '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS',
  'bcrypt 2y': '$2y$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS',
  'bcrypt, Django': 'bcrypt$$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS',
  'bcrypt-sha256, Django': 'bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuFABy..DpKi5eX.TjDW.8iDMNk/Tma6W',
  'scrypt, PHC and passlib':
    '$scrypt$ln=10,r=8,p=1$aW5kZXBlbmRlbnQtc2FsdA$e+HZofZRMrh2uZISo/owenwAeYqtnFZ70rb8OMSVjzo',
  'scrypt of 128 MiB':
    '$scrypt$ln=17,r=8,p=1$aW5kZXBlbmRlbnQtc2FsdA$UzVBcFpmJNLWXqYDjYcWz1U/zILP7nMeJ2jucCG5Cak',
  'scrypt, Django':
    'scrypt$1024$independent-salt$8$5$KFxW9Dt4MZx0e4qdp2U1oPssWZlUn6NkSW07f6mVes+RziQgpOGJ628iu6pw9Q0u4/H2eDdsBZMknv4l7Jb2cA==',
  'pbkdf2-sha1, passlib': '$pbkdf2$1000$aW5kZXBlbmRlbnQtc2FsdA$rT0H.cRvz.E/bUcN4qRohN0ho7I',
  'pbkdf2-sha1, Django': 'pbkdf2_sha1$1000$independent-salt$rT0H+cRvz+E/bUcN4qRohN0ho7I=',
  'pbkdf2-sha256, passlib':
    '$pbkdf2-sha256$1000$aW5kZXBlbmRlbnQtc2FsdA$DmCv9s5IMVj5qJ9p5Y9SlQYgxOezXbIJg58ZZhBLKUU',
  'pbkdf2-sha256, PHC':
    '$pbkdf2-sha256$i=1000,l=32$aW5kZXBlbmRlbnQtc2FsdA$DmCv9s5IMVj5qJ9p5Y9SlQYgxOezXbIJg58ZZhBLKUU',
  'pbkdf2-sha256, Django': 'pbkdf2_sha256$1000$independent-salt$DmCv9s5IMVj5qJ9p5Y9SlQYgxOezXbIJg58ZZhBLKUU=',
  'pbkdf2-sha512, passlib':
    '$pbkdf2-sha512$1000$aW5kZXBlbmRlbnQtc2FsdA$U7RX1ZHJ5ze31YarcqAmOZweBd052QgQ3JKaWeH9n82hoq23Pc/hmyzBtA0QgE4.chVxxdtPiAn4q6yK1brq2g',
  'pbkdf2-sha512, PHC':
    '$pbkdf2-sha512$i=1000,l=64$aW5kZXBlbmRlbnQtc2FsdA$U7RX1ZHJ5ze31YarcqAmOZweBd052QgQ3JKaWeH9n82hoq23Pc/hmyzBtA0QgE4+chVxxdtPiAn4q6yK1brq2g',
}

const passwords = createPasswords({ concurrency: 2, queueLimit: 100 })

for (const [scheme, hash] of Object.entries(foreign)) {
  test(`${scheme}: the right password verifies and asks for a stronger hash, a wrong one does not`, async () => {
    assert.deepEqual(await passwords.verify(hash, password), { ok: true, upgrade: true })
    assert.deepEqual(await passwords.verify(hash, `${password}!`), { ok: false, upgrade: false })
    const described = describeHash(hash)
    assert.ok(described.ok && described.upgrade)
  })
}

test('our own hashes, and equal ones made elsewhere, verify and stay', async () => {
  const made = await passwords.hash(password)
  assert.match(made, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const reference =
    '$argon2id$v=19$m=19456,t=2,p=1$aW5kZXBlbmRlbnQtc2FsdA$NVYp/EqsqRxwQ49KjqQ+louKg2ADuxJGA9YW6N/dzFk'
  for (const hash of [made, reference]) {
    assert.deepEqual(await passwords.verify(hash, password), { ok: true, upgrade: false })
    assert.deepEqual(describeHash(hash), { ok: true, scheme: 'argon2id', upgrade: false })
  }
})

test('one pass over more memory is not taken for weaker, one over the same memory is', () => {
  const upgradeWith = (cost: string) => {
    const described = describeHash(`$argon2id$v=19$${cost},p=1$aW5kZXBlbmRlbnQtc2FsdA$${'A'.repeat(43)}`)
    return described.ok && described.upgrade
  }
  assert.equal(upgradeWith('m=65536,t=1'), false)
  assert.equal(upgradeWith('m=19456,t=1'), true)
  assert.equal(upgradeWith('m=12288,t=4'), true)
})

test('long passwords that differ only at the end do not match, beyond the 72 bytes of bcrypt either', async () => {
  const long = 'x'.repeat(1000)
  const ours = await passwords.hash(`${long}a`)
  assert.equal((await passwords.verify(ours, `${long}a`)).ok, true)
  assert.equal((await passwords.verify(ours, `${long}b`)).ok, false)
  const bcrypt = '$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i'
  assert.equal((await passwords.verify(bcrypt, 'x'.repeat(72))).ok, true)
  assert.equal((await passwords.verify(bcrypt, `${'x'.repeat(72)}a`)).ok, false)
  assert.equal((await passwords.verify(bcrypt, `${'x'.repeat(71)}é`)).ok, false)
})

test("a password with NUL bytes cannot stand for another one through bcrypt's repeated key", async () => {
  const hash = '$2b$04$abcdefghijklmnopqrstuuMFdJu9yVgmagVAIC24fOZkaFqd3s9JC'
  assert.equal((await passwords.verify(hash, 'a')).ok, true)
  assert.equal((await passwords.verify(hash, 'a\0a')).ok, false)
})

test('the same characters match however the keyboard composes them, and blanks and case count', async () => {
  const hash = await passwords.hash('Caf\u00e9 ')
  assert.equal((await passwords.verify(hash, 'Cafe\u0301 ')).ok, true)
  assert.equal((await passwords.verify(hash, 'Caf\u00e9')).ok, false)
  assert.equal((await passwords.verify(hash, 'caf\u00e9 ')).ok, false)
})

test('to find out who exists by time: each answer no costs exactly one hash of ours', async () => {
  const work: string[] = []
  const observed = createPasswords({ observe: (scheme) => work.push(scheme) })
  const ours = await passwords.hash(password)
  const bcrypt = '$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i'
  const tries: [hash: string | undefined, typed: string][] = [
    [ours, 'wrong'],
    [undefined, 'wrong'],
    [undefined, password],
    ['not a hash', password],
    [ours, 'x'.repeat(1025)],
    [undefined, 'x'.repeat(100_000)],
    [ours, '\ud800'],
    [ours, ''],
    [bcrypt, 'x'.repeat(73)],
    [`$2b$31$${'a'.repeat(53)}`, password],
  ]
  for (const [hash, typed] of tries) {
    assert.deepEqual(await observed.verify(hash, typed), { ok: false, upgrade: false })
    assert.deepEqual(work.splice(0), ['argon2id'])
  }
})

test('what is no password is not hashed', async () => {
  await assert.rejects(passwords.hash('x'.repeat(1025)), RangeError)
  await assert.rejects(passwords.hash('half a pair \udc00'), RangeError)
})

test('a flood of passwords is shed at once with 503, and what was taken on is finished', async () => {
  const small = createPasswords({ concurrency: 1, queueLimit: 3 })
  const tries = Array.from({ length: 20 }, () => small.verify(undefined, 'flood'))
  assert.equal(small.pending(), 3)
  const outcomes = await Promise.allSettled(tries)
  const shed = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason)
  assert.equal(shed.length, 16)
  assert.ok(
    shed.every((error) => error instanceof BusyError && error.status === 503 && error.code === 'busy'),
  )
  assert.equal(small.pending(), 0)
  assert.equal((await small.verify(undefined, 'later')).ok, false)
})

test('hashing leaves two threads of the pool to name look-ups, and goes on where there are not as many', () => {
  assert.equal(hashConcurrency(2, 4), 2)
  assert.equal(hashConcurrency(8, 4), 2)
  assert.equal(hashConcurrency(8, 12), 8)
  assert.equal(hashConcurrency(8, 1), 1)
})

const refused: Record<string, RegExp> = {
  'my secret password': /not a hash .*allowed: Argon2, bcrypt, scrypt, PBKDF2/,
  $6$salt$digest: /unknown kind/,
  [`$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHRzYWx0$${'A'.repeat(43)}`]:
    /m=4194304,t=2,p=1 costs too much; allowed/,
  [`$argon2id$v=19$m=19456,t=100000,p=1$c2FsdHNhbHRzYWx0$${'A'.repeat(43)}`]: /t=100000/,
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$YWFhYQ': /digest of 4 bytes; allowed: 16 to 64/,
  $argon2id$nonsense: /not in PHC form/,
  $2b$31$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS: /cost 31; allowed: 04 to 14/,
  $2b$10$tooshort: /60 characters/,
  [`$scrypt$ln=30,r=8,p=1$c2FsdA$${'A'.repeat(43)}`]: /N=1073741824/,
  [`$scrypt$ln=14,r=8,p=4096$c2FsdA$${'A'.repeat(43)}`]: /p=4096/,
  [`scrypt$1000$salt$8$1$${'A'.repeat(43)}=`]: /power of two/,
  [`scrypt$16384$salt$8$0$${'A'.repeat(43)}=`]: /p=0/,
  $scrypt$what: /neither in PHC/,
  [`$pbkdf2-sha256$999999999$c2FsdA$${'A'.repeat(43)}`]: /999999999 iterations/,
  [`$pbkdf2-sha256$0$c2FsdA$${'A'.repeat(43)}`]: /0 iterations/,
  [`$pbkdf2-sha3$1000$c2FsdA$${'A'.repeat(43)}`]: /sha3; allowed: sha1, sha256, sha512/,
  [`$pbkdf2-sha256$1000$c2FsdA$${'A'.repeat(172)}`]: /digest of 129 bytes/,
  pbkdf2_what: /neither in PHC nor in passlib nor in Django/,
  ['$'.repeat(10_000)]: /10000 characters/,
}

test('a hash string that would eat the server, or is none, is refused with what is allowed, and never quoted', () => {
  for (const [hash, problem] of Object.entries(refused)) {
    const described = describeHash(hash)
    assert.ok(!described.ok, hash.slice(0, 60))
    assert.match(described.problem, problem)
    assert.doesNotMatch(described.problem, /my secret|AAAA|abcdef/)
  }
})

test('during a flood of passwords other work on the thread pool does not wait for its end', async () => {
  const flooded = createPasswords({ queueLimit: 60 })
  const flood = Array.from({ length: 40 }, () => flooded.verify(undefined, 'flood'))
  await stat('/')
  assert.ok(flooded.pending() > 20, `${flooded.pending()} still wait`)
  await Promise.all(flood)
})
