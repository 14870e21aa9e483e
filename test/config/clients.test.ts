import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, configuration, load, problemsOf, randomKey } from './support.ts'

const uris = 'redirect_uris = ["https://shop.example/cb"]\n'
const client = (text: string) => ({ 'clients.toml': `[[client]]\nclient_id = "shop"\n${text}` })
/** A client that is fine but for the text. */
const shop = (text: string) => client(`${uris}token_endpoint_auth_method = "none"\n${text}`)
const exact = 'an https address, or http on a loopback host, exact: no "*", no "#"'

const redirects = [
  'https://*.shop.example/cb',
  'https://shop.example/cb#x',
  'http://shop.example/cb',
  'javascript:alert(1)',
  'data:text/html,x',
  'com.shop.app:/cb',
  'https://me@shop.example/cb',
  '/cb',
  'https://shop.example/c b',
]

const broken: readonly Case[] = [
  [
    'a client that accepts remembered browsers where none is remembered',
    shop('accept_remembered_browser = true\n'),
    [
      'clients.toml:5:1: [client #1] accept_remembered_browser: not used without remember_browser_days under [sessions] of deployment.toml',
    ],
  ],
  ...redirects.map(
    (uri): Case => [
      `the redirect URI ${uri}`,
      client(`redirect_uris = ["https://shop.example/ok", "${uri}"]\ntoken_endpoint_auth_method = "none"\n`),
      [`clients.toml:3:45: [client #1] redirect_uris #2: found "${uri}", allowed: ${exact}`],
    ],
  ),
  [
    'a text where a list belongs',
    client('redirect_uris = "https://shop.example/cb"\ntoken_endpoint_auth_method = "none"\n'),
    ['clients.toml:3:17: [client #1] redirect_uris: found a text, allowed: a list of addresses'],
  ],
  [
    'a mistyped key, without the value beside it',
    shop('client_secrte = "canary"\n'),
    ['clients.toml:5:1: [client #1] client_secrte: unknown key; did you mean "client_secret"?'],
  ],
  [
    'a confidential client without a secret',
    client(uris),
    [
      'clients.toml:1:1: [client #1] client_secret: missing, needed with token_endpoint_auth_method = "client_secret_basic" (write "none" for a client without a secret)',
    ],
  ],
  [
    'a public client with a secret',
    shop('client_secret = "canary"\n'),
    ['clients.toml:5:17: [client #1] client_secret: not used with token_endpoint_auth_method = "none"'],
  ],
  [
    'private_key_jwt without keys',
    client(`${uris}token_endpoint_auth_method = "private_key_jwt"\n`),
    [
      'clients.toml:1:1: [client #1] jwks: missing, or jwks_uri: needed with token_endpoint_auth_method = "private_key_jwt"',
    ],
  ],
  [
    'a private key among public ones',
    client(
      `${uris}token_endpoint_auth_method = "private_key_jwt"\njwks = { keys = [{ kty = "EC", d = "canary" }] }\n`,
    ),
    [
      'clients.toml:5:8: [client #1] jwks: holds a private key or a shared secret; only the public part belongs here',
    ],
  ],
  [
    'no PKCE without credentials',
    shop('pkce = "optional"\n'),
    [
      'clients.toml:5:8: [client #1] pkce: only for a client with credentials: without them, nothing else binds the code to the client',
    ],
  ],
  [
    'the code without the password',
    shop('authentication_steps = ["smsotp"]\n'),
    [
      'clients.toml:5:24: [client #1] authentication_steps: a code by SMS is never enough by itself: write ["basic", "smsotp"], or ["basic"] for the password alone',
    ],
  ],
  [
    'steps in the wrong order',
    shop('authentication_steps = ["smsotp", "basic"]\n'),
    [
      'clients.toml:5:24: [client #1] authentication_steps: found ["smsotp","basic"], allowed: ["basic"] or ["basic", "smsotp"]',
    ],
  ],
  [
    'a rule for a factor that is never asked for',
    shop('authentication_steps = ["basic"]\nsecond_factor = "required"\n'),
    ['clients.toml:6:1: [client #1] second_factor: not used without the step "smsotp"'],
  ],
  [
    'an age of a factor that is never asked for',
    shop('authentication_steps = ["basic"]\nsecond_factor_max_age_seconds = 3600\n'),
    ['clients.toml:6:1: [client #1] second_factor_max_age_seconds: not used without the step "smsotp"'],
  ],
  [
    'one table instead of a list of them',
    { 'clients.toml': '[client]\nclient_id = "shop"\n' },
    ['clients.toml:1:1: client: found a table, allowed: tables that begin with [[client]]'],
  ],
  [
    'tables of another name',
    { 'clients.toml': '[[clients]]\nclient_id = "shop"\n' },
    ['clients.toml:1:1: clients: unknown table; did you mean "client"?'],
  ],
  [
    'two clients of one name',
    {
      'clients.toml': `[[client]]\nclient_id = "shop"\n${uris}token_endpoint_auth_method = "none"\n`.repeat(
        2,
      ),
    },
    ['clients.toml:6:13: [client #2] client_id: "shop" is the name of another client'],
  ],
]

for (const [title, files, expected] of broken) {
  test(`clients.toml is refused with place, finding and what is allowed: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

for (const [secret, why] of [
  ['short-one', 'too short: at least 32 characters, drawn at random'],
  ['change-me-change-me-change-me-change-me', 'looks like an example, not like random characters'],
  ['a'.repeat(40), 'looks like an example, not like random characters'],
] as const) {
  test(`a guessable client secret is refused when serving: ${secret}`, async (t) => {
    const problems = await problemsOf(t, client(`${uris}client_secret = "${secret}"\n`), { mode: 'serve' })
    assert.deepEqual(problems, [`clients.toml:4:17: [client #1] client_secret: ${why}`])
  })
}

test('one secret of two clients is refused when serving, and not shown', async (t) => {
  const secret = randomKey()
  const clients = ['shop', 'blog'].map(
    (id) => `[[client]]\nclient_id = "${id}"\n${uris}client_secret = "${secret}"\n`,
  )
  assert.deepEqual(await problemsOf(t, { 'clients.toml': clients.join('') }, { mode: 'serve' }), [
    'clients.toml:8:17: [client #2] client_secret: the secret of another client, too: each needs its own, or either could act for the other',
  ])
})

test('a client comes out as the provider wants it, with our own options beside', async (t) => {
  const secret = randomKey()
  const directory = await configuration(
    t,
    client(`${uris}client_secret = "\${SHOP}"\nclient_name = "The Shop"\nfirst_party = true\n`),
  )
  const { settings } = await load(directory, { mode: 'serve', env: { SHOP: secret } })
  assert.deepEqual(settings.clients, [
    {
      metadata: {
        client_id: 'shop',
        client_secret: secret,
        client_name: 'The Shop',
        application_type: 'web',
        redirect_uris: ['https://shop.example/cb'],
        post_logout_redirect_uris: [],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
        require_auth_time: false,
        subject_type: 'public',
        require_pushed_authorization_requests: false,
        dpop_bound_access_tokens: false,
        backchannel_logout_session_required: false,
      },
      steps: 'basic+smsotp',
      secondFactor: 'required',
      firstParty: true,
      acceptRememberedBrowser: false,
    },
  ])
})

test("what a command adds meets the same rules, and names don't clash with those in the file", async (t) => {
  const directory = await configuration(t, shop(''))
  const added = {
    client_id: 'demo',
    redirect_uris: ['http://localhost:3001/cb'],
    token_endpoint_auth_method: 'none',
  }
  const withAdded = (clients: Record<string, unknown>[]) =>
    load(directory, { additions: { secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] }, clients } })
  const { settings } = await withAdded([added])
  assert.deepEqual(
    settings.clients.map(({ metadata }) => metadata.client_id),
    ['shop', 'demo'],
  )
  await assert.rejects(withAdded([{ ...added, client_id: 'shop' }]), {
    message: 'added by this command:1:1: [client #1] client_id: "shop" is the name of another client',
  })
})
