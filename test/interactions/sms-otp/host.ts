import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import {
  type MountOptions,
  smsOtpPrompt,
  smsOtpRoutes,
  smsOtpUrl,
} from '../../../interactions/sms-otp/index.ts'
import type { OutgoingMessage } from '../../../interactions/sms-otp/ports.ts'
import { openEmbeddedChallenges } from '../../../src/store/embedded/open-challenges.ts'

const mountPath = '/oidc'

/** When the login of every session was, in seconds since the epoch. */
export const loggedInAt = 1_700_000_000

/**
 * Somebody else's provider below `/oidc`: a login that asks for nothing and logs Ada in, a prompt of the host's own
 * before it, and our step after it.
 */
export async function startHost(options: Partial<MountOptions> = {}) {
  const asked: string[] = []
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-host-'))
  const { challenges, close } = await openEmbeddedChallenges({ directory: folder })
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}${mountPath}`
  const provider = hostProvider(issuer)
  const sent: OutgoingMessage[] = []
  const sender: MountOptions['sender'] = {
    async send(message) {
      sent.push(message)
      return { status: 'accepted' }
    },
  }
  const secret = 'nothing but a key for the tests, long enough'
  const rules = { store: challenges, sender, application: 'Host', keys: [{ kid: '1', key: secret }] }
  const numberOf = async () => '+447700900123'
  provider.use(smsOtpRoutes({ provider, mountPath, cookieKeys: [secret], numberOf, ...rules, ...options }))
  provider.use(logInAtOnce(provider, asked))
  const answer = provider.callback()
  // As a server does that mounts the provider's handler below a path.
  server.on('request', (request, response) => {
    const originalUrl = request.url ?? ''
    Object.assign(request, { originalUrl, baseUrl: mountPath, url: originalUrl.slice(mountPath.length) })
    answer(request, response)
  })
  return {
    issuer,
    sent,
    /** The host's own prompts, in the order they were shown. */
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function hostProvider(issuer: string): Provider {
  const prompts = interactionPolicy.base()
  prompts.add(
    smsOtpPrompt(interactionPolicy, (ctx) => ctx.oidc.session?.amr?.includes('mfa') !== true),
    1,
  )
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'app',
        client_secret: 'a client secret that is long enough for tests',
        redirect_uris: ['https://app.example/callback'],
      },
    ],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'] },
    cookies: { keys: ['a cookie key of the host'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    loadExistingGrant: grantOpenid,
    interactions: {
      policy: prompts,
      url: (_, interaction) =>
        interaction.prompt.name === 'sms_otp'
          ? smsOtpUrl(interaction, mountPath)
          : `${mountPath}/login/${interaction.uid}`,
    },
  })
}

async function grantOpenid({ oidc }: KoaContextWithOIDC) {
  const { accountId } = oidc.session ?? {}
  const clientId = oidc.client?.clientId
  if (accountId === undefined || clientId === undefined) return undefined
  const grant = new oidc.provider.Grant({ accountId, clientId })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}

function logInAtOnce(provider: Provider, asked: string[]): Parameters<Provider['use']>[0] {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/login/')) return next()
    const { prompt } = await provider.interactionDetails(ctx.req, ctx.res)
    asked.push(prompt.name)
    const login = { accountId: 'ada', amr: ['pwd'], ts: loggedInAt }
    const result = prompt.name === 'login' ? { login } : { [prompt.name]: {} }
    ctx.status = 303
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result))
  }
}
