import * as z from 'zod'
import { authenticationSchema } from './authentication.ts'
import { featuresSchema } from './features.ts'
import { choice, flag, list, secret, shown, table, text, wholeNumber } from './leaf.ts'
import { limitsSchema } from './limits.ts'
import { auditSchema, logSchema, operationsSchema } from './operations.ts'
import { isDisplayName, isHost, isIssuer, isLanguageTag, isRedisUrl } from './rules.ts'

const server = table({
  issuer: text(
    'an origin such as "https://login.example.com": https, or http on a loopback host, without path or trailing slash',
    isIssuer,
  ).meta(
    shown(
      'The address people and clients reach this server under: https, or http on this machine only. It never changes while clients exist.',
      'http://localhost:3000',
      'live',
    ),
  ),
  host: text('a host name or an IP address', isHost)
    .default('127.0.0.1')
    .describe('The address the server listens on; "0.0.0.0" for every network.'),
  port: wholeNumber(1, 65_535).default(3000).describe('The port the server listens on.'),
  trusted_proxies: wholeNumber(0, 10)
    .default(0)
    .describe('How many proxies stand in front; that many entries of X-Forwarded-For are believed.'),
})

const application = table({
  name: text('1 to 30 visible characters, without "@", "#" or anything like a web address', isDisplayName)
    .default('Latchkey')
    .describe('What people are told they sign in with, on pages and in the SMS: 1 to 30 characters.'),
  default_language: text('a language such as "de" or "pt-BR"', isLanguageTag)
    .default('en')
    .describe(
      'The language of pages and messages for people none of whose languages there is: docs/languages.md.',
    ),
})

const redisUrl = text('a redis:// or rediss:// address', isRedisUrl)

const store = table({
  kind: choice('embedded', 'redis')
    .default('embedded')
    .describe('"embedded" keeps everything in a folder and serves one instance; "redis" serves many.'),
  directory: text('the path of a folder').default('../data').describe('Folder of the embedded store.'),
  url: redisUrl
    .optional()
    .meta(
      secret(
        'Where Redis is. A password in it belongs in the environment: "redis://:${REDIS_PASSWORD}@127.0.0.1:6379".',
        'redis://127.0.0.1:6379',
      ),
    ),
  accounts_url: redisUrl
    .optional()
    .meta(secret('Another Redis for accounts, when the first one may forget.', 'redis://127.0.0.1:6380')),
  command_timeout_milliseconds: wholeNumber(50, 1000)
    .default(1000)
    .describe('How long one Redis command may take before the answer counts as "no".'),
  accounts_replicas: wholeNumber(0, 5)
    .default(0)
    .describe(
      'How many replicas of the Redis with the accounts must have confirmed a change, such as a used backup code, before anybody comes in by it.',
    ),
  accept_data_loss: flag()
    .default(false)
    .describe('Start even on a Redis that can lose accounts: no append-only file, or one that evicts keys.'),
})

const keyFiles = list(text('a key of at least 256 random bits'), 'a list of at least one key', 1, 10)

const secrets = table({
  signing_keys: text('a JWK Set as JSON text, usually "file:…"').meta(
    secret(
      'A JWK Set of private keys: one for ES256 (P-256) and one for RS256 (RSA, 3072 bits or more) at least. The first of each kind signs.',
      'file:secrets/signing-keys.json',
    ),
  ),
  cookie_keys: keyFiles.meta(
    secret(
      'Keys that sign cookies: the first signs, all verify. A file may hold several, one a line (docs/keys.md).',
      ['file:secrets/cookie-key'],
    ),
  ),
  code_keys: keyFiles.meta(
    secret(
      'Keys that seal SMS codes in the store: the first seals, all verify. A file may hold several, one a line.',
      ['file:secrets/code-key'],
    ),
  ),
})

const minute = 60
const day = 86_400

const sessions = table({
  lifetime_seconds: wholeNumber(5 * minute, 30 * day)
    .default(day)
    .describe('How long a browser stays signed in.'),
  idle_seconds: wholeNumber(5 * minute, 30 * day)
    .default(60 * minute)
    .describe('How long a browser may go without use before the password is asked for again.'),
  remember_browser_days: wholeNumber(0, 30)
    .default(0)
    .describe(
      "How many days a browser may leave the second factor out after a person asked for that on the code's page; 0 is never. It counts only for clients with accept_remembered_browser = true, and their tokens then say one factor.",
    ),
})

const tokens = table({
  access_seconds: wholeNumber(minute, day).default(600).describe('Life of an access token.'),
  id_seconds: wholeNumber(minute, day).default(600).describe('Life of an ID Token.'),
  refresh_seconds: wholeNumber(10 * minute, 365 * day)
    .default(14 * day)
    .describe('How long a client may refresh, from the sign-in on, however often.'),
  code_seconds: wholeNumber(5, minute).default(minute).describe('Life of an authorization code.'),
})

const passwords = table({
  queue_limit: wholeNumber(1, 100_000)
    .optional()
    .meta(
      shown(
        'How many password checks may wait for a free core before people are asked to try again. Left out: 16 for each check that can run at once.',
        32,
      ),
    ),
})

const account = table({
  capture: choice('invite', 'trust-first-login')
    .default('invite')
    .describe(
      'How people who never had a mobile number come to one: "invite" wants a link from an admin ("latchkey user invite"); with "trust-first-login" whoever first signs in with the password enrols a number (trust on first use).',
    ),
  self_service_opt_out: flag()
    .default(true)
    .describe(
      'Whether people may turn the SMS code off for their own account, at /account. Clients that require a second factor then want a backup code of them.',
    ),
  number_hold_hours: wholeNumber(0, 72)
    .default(0)
    .describe(
      'How many hours the old number stays in force after a change, so that its owner can cancel it.',
    ),
})

/** A table that may be left out: each of its options then has its default. */
const defaults = <T extends z.ZodType>(schema: T, sentence: string) =>
  z.prefault(schema, {} as z.input<T>).describe(sentence)

/** The tables of `deployment.toml`. */
export const deploymentSchema = table({
  server: server.describe('Where the server is.'),
  application: defaults(application, 'How the server presents itself.'),
  store: defaults(store, 'Where state is kept.'),
  secrets: secrets
    .optional()
    .describe(
      'Needed to serve; the demo makes its own. `latchkey secrets init` writes these three files. Each key needs at least 256 random bits, such as `openssl rand -base64 32` prints; the files should belong to the server alone (mode 600).',
    ),
  authentication: defaults(authenticationSchema, 'What people must prove: docs/reference.md.'),
  limits: defaults(
    limitsSchema,
    'How many messages leave, to whom, for how much: docs/limits.md. Nothing here can be switched off.',
  ),
  account: defaults(account, 'What people may change themselves: docs/account.md.'),
  features: defaults(
    featuresSchema,
    'What of the protocol is offered. Each can be switched off; a client that counts on it is an error then.',
  ),
  sessions: defaults(sessions, 'How long a sign-in lasts.'),
  tokens: defaults(tokens, 'How long tokens last.'),
  log: defaults(logSchema, 'What is written down.'),
  audit: defaults(auditSchema, 'Where security events are written down.'),
  operations: operationsSchema
    .optional()
    .describe(
      'Health and metrics, on a port of their own: /live, /ready and /metrics (docs/operations.md). Off unless this table is here.',
    ),
  passwords: defaults(passwords, 'How passwords are checked.'),
})
