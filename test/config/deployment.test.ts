import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, problemsOf } from './support.ts'

const server = '[server]\nissuer = "https://login.example.com"\n'
const origin =
  'an origin such as "https://login.example.com": https, or http on a loopback host, without path or trailing slash'
const deployment = (text: string) => ({ 'deployment.toml': text })

const broken: readonly Case[] = [
  [
    'a text where a number belongs',
    deployment(`${server}port = "abc"\n`),
    ['deployment.toml:3:8: [server] port: found "abc", allowed: a whole number from 1 to 65535'],
  ],
  [
    'a number out of bounds',
    deployment(`${server}port = 70000\n`),
    ['deployment.toml:3:8: [server] port: found 70000, allowed: a whole number from 1 to 65535'],
  ],
  [
    'a browser is remembered for 30 days at most',
    deployment(`${server}\n[sessions]\nremember_browser_days = 31\n`),
    [
      'deployment.toml:5:25: [sessions] remember_browser_days: found 31, allowed: a whole number from 0 to 30',
    ],
  ],
  [
    'a fraction where a whole number belongs',
    deployment(`${server}trusted_proxies = 1.5\n`),
    ['deployment.toml:3:19: [server] trusted_proxies: found 1.5, allowed: a whole number from 0 to 10'],
  ],
  [
    'a list where a text belongs',
    deployment(`${server}host = ["a", "b"]\n`),
    ['deployment.toml:3:8: [server] host: found a list, allowed: a host name or an IP address'],
  ],
  [
    'a date where a text belongs',
    deployment(`${server}host = 2020-01-01\n`),
    ['deployment.toml:3:8: [server] host: found a date, allowed: a host name or an IP address'],
  ],
  [
    'a missing issuer',
    deployment('[server]\nport = 3000\n'),
    [`deployment.toml:1:1: [server] issuer: missing, allowed: ${origin}`],
  ],
  [
    'an issuer with a path',
    deployment('[server]\nissuer = "https://example.com/login"\n'),
    [`deployment.toml:2:10: [server] issuer: found "https://example.com/login", allowed: ${origin}`],
  ],
  [
    'an issuer with a trailing slash',
    deployment('[server]\nissuer = "https://example.com/"\n'),
    [`deployment.toml:2:10: [server] issuer: found "https://example.com/", allowed: ${origin}`],
  ],
  [
    'an unencrypted issuer that is not on this machine',
    deployment('[server]\nissuer = "http://login.example.com"\n'),
    [`deployment.toml:2:10: [server] issuer: found "http://login.example.com", allowed: ${origin}`],
  ],
  [
    'a mistyped key',
    deployment(`${server}prot = 3000\n`),
    ['deployment.toml:3:1: [server] prot: unknown key; did you mean "port"?'],
  ],
  [
    'a key like no other',
    deployment(`${server}zzz = 1\n`),
    ['deployment.toml:3:1: [server] zzz: unknown key, allowed: issuer, host, port, trusted_proxies'],
  ],
  [
    'a mistyped table',
    deployment(`${server}[tokenz]\n`),
    ['deployment.toml:3:1: tokenz: unknown table; did you mean "tokens"?'],
  ],
  [
    'a table written as a value, which is not shown since it may be anything',
    deployment(`store = "redis://:canary@127.0.0.1"\n${server}`),
    ['deployment.toml:1:9: store: found a text, allowed: a table'],
  ],
  [
    'a key set twice',
    deployment(`${server}port = 1\nport = 2\n`),
    ['deployment.toml:4:1: this table or key is set a second time'],
  ],
  [
    'a second user or client in one bracket, or the first one',
    {
      'clients.toml': '[client]\nclient_id = "a"\n[[client]]\nclient_id = "b"\n',
      'users.toml': '[[user]]\nusername = "a"\n[user]\nusername = "b"\n',
    },
    [
      'clients.toml:3:3: "client" begins a second time: each of several begins with [[client]], in two brackets',
      'users.toml:3:2: "user" begins a second time: each of several begins with [[user]], in two brackets',
    ],
  ],
  [
    'a text without its end',
    deployment('[server]\nissuer = "https://example.com\n'),
    ['deployment.toml:2:30: not TOML from here on (unterminated string constant)'],
  ],
  [
    'a name that reads like a link on a phone',
    deployment(`${server}[application]\nname = "evil.example"\n`),
    [
      'deployment.toml:4:8: [application] name: found "evil.example", allowed: 1 to 30 visible characters, without "@", "#" or anything like a web address',
    ],
  ],
  [
    'a name that could end the SMS with a line of its own',
    deployment(`${server}[application]\nname = "x\\n@evil #1"\n`),
    [
      'deployment.toml:4:8: [application] name: found "x\\n@evil #1", allowed: 1 to 30 visible characters, without "@", "#" or anything like a web address',
    ],
  ],
  [
    'an idle time longer than the session',
    deployment(`${server}[sessions]\nlifetime_seconds = 600\nidle_seconds = 3600\n`),
    [
      'deployment.toml:5:16: [sessions] idle_seconds: more than lifetime_seconds (600), at which a session ends anyway',
    ],
  ],
  [
    'an unknown store',
    deployment(`${server}[store]\nkind = "postgres"\n`),
    ['deployment.toml:4:8: [store] kind: found "postgres", allowed: "embedded" or "redis"'],
  ],
  [
    'Redis without an address',
    deployment(`${server}[store]\nkind = "redis"\n`),
    ['deployment.toml:3:1: [store] url: missing, needed with kind = "redis"'],
  ],
  [
    'an address of Redis that another store would not use',
    deployment(`${server}[store]\nurl = "redis://127.0.0.1"\n`),
    ['deployment.toml:4:1: [store] url: not used with kind = "embedded"'],
  ],
  [
    'a Redis address of another kind, not shown',
    deployment(`${server}[store]\nkind = "redis"\nurl = "http://:canary@127.0.0.1"\n`),
    [
      'deployment.toml:5:7: [store] url: found a value that is not shown, allowed: a redis:// or rediss:// address',
    ],
  ],
  [
    'a command time-out of more than a second',
    deployment(`${server}[store]\nkind = "redis"\nurl = "redis://h"\ncommand_timeout_milliseconds = 5000\n`),
    [
      'deployment.toml:6:32: [store] command_timeout_milliseconds: found 5000, allowed: a whole number from 50 to 1000',
    ],
  ],
  [
    'a code too short to be safe: refused, never silently changed',
    deployment(`${server}[authentication.authenticator.sms_otp.parameters]\ncode_length = 4\n`),
    [
      'deployment.toml:4:15: [authentication.authenticator.sms_otp.parameters] code_length: found 4, allowed: a whole number from 6 to 10',
    ],
  ],
  [
    'a cooldown that is none',
    deployment(`${server}[authentication.authenticator.sms_otp.parameters]\ncooldown_seconds = [30, 0]\n`),
    [
      'deployment.toml:4:25: [authentication.authenticator.sms_otp.parameters] cooldown_seconds #2: found 0, allowed: a whole number from 10 to 3600',
    ],
  ],
  [
    'the switch of the code written as a text',
    deployment(`${server}[authentication.authenticator.sms_otp]\nenable = "false"\n`),
    [
      'deployment.toml:4:10: [authentication.authenticator.sms_otp] enable: found "false", allowed: true or false',
    ],
  ],
  [
    'an authorization code that lives too long',
    deployment(`${server}[tokens]\ncode_seconds = 600\n`),
    ['deployment.toml:4:16: [tokens] code_seconds: found 600, allowed: a whole number from 5 to 60'],
  ],
  [
    'no gateway for codes by SMS',
    { 'sms/main.toml': 'enabled = false\nurl = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n' },
    [
      'deployment.toml:1:1: [authentication.authenticator.sms_otp] enable: codes by SMS need at least one enabled gateway in sms/*.toml, and there is none',
    ],
  ],
  [
    'a file nobody would read',
    { 'user.toml': '' },
    ['user.toml:1:1: unknown file; did you mean "users.toml"?'],
  ],
  [
    'a file that is not text',
    { 'users.toml': '\u0000' },
    [
      'users.toml:1:1: not TOML from here on (unexpected character); a text stands in straight quotes, and the words without any are true and false',
    ],
  ],
  [
    'a key that means something to the language',
    deployment(`${server}[__proto__]\nissuer = "x"\n`),
    [
      'deployment.toml:3:1: __proto__: unknown table, allowed: server, application, store, secrets, authentication, limits, account, features, sessions, tokens, log, audit, operations, passwords',
    ],
  ],
  [
    'several problems in several files: all at once',
    {
      'deployment.toml': '[server]\nissuer = 1\nport = 0\n[log]\nlevel = "loud"\n',
      'clients.toml': '[[client]]\n',
      'sms/main.toml': 'url = 1\n',
    },
    [
      'clients.toml:1:1: [client #1] client_id: missing, allowed: 1 to 100 letters, digits, "-", "_", "." or "~"',
      'clients.toml:1:1: [client #1] redirect_uris: missing, allowed: a list of addresses',
      `deployment.toml:2:10: [server] issuer: found 1, allowed: ${origin}`,
      'deployment.toml:3:8: [server] port: found 0, allowed: a whole number from 1 to 65535',
      'deployment.toml:5:9: [log] level: found "loud", allowed: "fatal" or "error" or "warn" or "info" or "debug" or "trace" or "silent"',
      'sms/main.toml:1:7: url: found a value that is not shown, allowed: an address',
    ],
  ],
]

for (const [title, files, expected] of broken) {
  test(`deployment.toml is refused with place, finding and what is allowed: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}
