import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, configuration, load, noSecrets, problemsOf } from './support.ts'

const user = (text: string) => ({ 'users.toml': `[[user]]\nusername = "maria"\n${text}` })
const hash =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$q6yRDpzgOxPY3k1jNIuR6ixhmUMlkGBRPdbvHdGAt6w'

const broken: readonly Case[] = [
  [
    'a password in clear, without showing it',
    user('password = "canary"\n'),
    ['users.toml:3:1: [user #1] password: unknown key; did you mean "password_hash"?'],
  ],
  [
    'a number that is too short, without showing it',
    user('number = "+3519123"\n'),
    [
      'users.toml:3:10: [user #1] number: too short for its country; allowed: a number with its country code, such as "+94778888888"',
    ],
  ],
  [
    'a number without quotes',
    user('number = 94778888888\n'),
    [
      'users.toml:3:10: [user #1] number: found a value that is not shown, allowed: a phone number in quotes, such as "+94778888888" or "94778888888"',
    ],
  ],
  [
    'an address without @',
    user('email = "maria"\n'),
    ['users.toml:3:9: [user #1] email: found "maria", allowed: an e-mail address'],
  ],
  [
    'backup codes that can be guessed, without showing one',
    user('backup_codes = "123456,7KQ2M-XW4TP"\n'),
    [
      'users.toml:3:16: [user #1] backup_codes: 1 of 2 have fewer than 10 characters, so few that they can be guessed; allowed: longer ones, or allow_short_codes = true beside them',
    ],
  ],
  [
    'a backup code that is none, without showing it',
    user('backup_codes = ["7KQ2MXW4TP", "7KQ2M/XW4TP"]\n'),
    [
      'users.toml:3:16: [user #1] backup_codes: number 2 of the list is no code: letters and digits, at most 64',
    ],
  ],
  [
    'backup codes without quotes',
    user('backup_codes = 123456\n'),
    [
      'users.toml:3:16: [user #1] backup_codes: found a value that is not shown, allowed: codes as "K7QM2XW4TP,…" or a list',
    ],
  ],
  ['short backup codes that are wanted so', user('backup_codes = "123456"\nallow_short_codes = true\n'), []],
  [
    'a mistyped claim',
    user('[user.claims]\ngivenname = "Maria"\n'),
    ['users.toml:4:1: [user #1.claims] givenname: unknown key; did you mean "given_name"?'],
  ],
  [
    'a user without a name',
    { 'users.toml': '[[user]]\nemail = "a@example.com"\n' },
    ['users.toml:1:1: [user #1] username: missing, allowed: 1 to 100 visible characters'],
  ],
  [
    "a name that is another one's, however it is written",
    { 'users.toml': '[[user]]\nusername = "maria"\n[[user]]\nusername = "MARIA"\n' },
    ['users.toml:4:12: [user #2] username: username of another user too: each must mean one account'],
  ],
  [
    'a number that two people have, however it is written',
    {
      'users.toml':
        '[[user]]\nusername = "a"\nnumber = "+94778888888"\n[[user]]\nusername = "b"\nnumber = "94778888888"\n',
    },
    ['users.toml:6:10: [user #2] number: number of another user too: each must mean one account'],
  ],
  [
    "a name that is somebody's e-mail address",
    {
      'users.toml':
        '[[user]]\nusername = "a"\nemail = "a@example.com"\n[[user]]\nusername = "A@example.com"\n',
    },
    ['users.toml:5:12: [user #2] username: username of another user too: each must mean one account'],
  ],
]

for (const [title, files, expected] of broken) {
  test(`users.toml is refused with place, finding and what is allowed: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

test('a password hash that cannot be checked is refused at its place, and never shown', async (t) => {
  const [line = '', ...more] = await problemsOf(t, user('password_hash = "canary-hunter2"\n'))
  assert.match(line, /^users\.toml:3:17: \[user #1\] password_hash: /)
  assert.doesNotMatch(line, /canary|hunter2/)
  assert.deepEqual(more, [])
})

test("the guide's plain number comes out as E.164, and everything else as it was written", async (t) => {
  const directory = await configuration(
    t,
    user(
      `number = "94778888888"\npassword_hash = "${hash}"\ndisable_sms_otp = true\nclaims = { name = "Maria" }\n`,
    ),
  )
  const extra = { username: 'demo', number: '+94770000000' }
  const { settings } = await load(directory, { additions: { secrets: noSecrets, users: [extra] } })
  assert.deepEqual(settings.users, [
    {
      username: 'maria',
      number: '+94778888888',
      password_hash: hash,
      disable_sms_otp: true,
      claims: { name: 'Maria' },
    },
    extra,
  ])
})
