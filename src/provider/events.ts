import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Audit } from '../operations/audit.ts'
import { correlateLogin } from '../operations/correlation.ts'
import { answerUnavailable } from './unavailable.ts'

/** What goes to the log when the provider fails inside. */
export type ReportServerError = (error: unknown, ctx: KoaContextWithOIDC) => void

/**
 * The provider's events as audit lines. Payloads hold codes, tokens and session ids: fields are picked, objects never
 * logged. Listeners run inside the request, so each is wrapped: one that throws would turn a login into a 500.
 */
export function auditProvider(provider: Provider, audit: Audit, report: ReportServerError): void {
  const note = (event: string, outcome: string) => (ctx: KoaContextWithOIDC, error?: unknown) =>
    quietly(() => audit({ event, outcome, ...facts(ctx), ...reason(error) }))
  provider.on('interaction.started', (ctx, prompt) =>
    quietly(() => {
      nameLogin(ctx)
      audit({ event: 'login.started', outcome: 'begun', prompt: prompt.name, ...facts(ctx) })
    }),
  )
  provider.on('authorization.success', (ctx) => note('authorization', 'success')(ctx))
  provider.on('authorization.error', note('authorization', 'error'))
  provider.on('grant.success', (ctx) => note('token', 'success')(ctx))
  provider.on('grant.error', note('token', 'error'))
  provider.on('grant.revoked', (ctx) => note('grant', 'revoked')(ctx))
  provider.on('end_session.success', (ctx) => note('logout', 'success')(ctx))
  provider.on('backchannel.success', (_ctx, client, account) =>
    logoutSent(audit, 'success', client.clientId, account),
  )
  provider.on('backchannel.error', (_ctx, _error, client, account) =>
    logoutSent(audit, 'error', client.clientId, account),
  )
  provider.on('server_error', (ctx, error) =>
    quietly(() => {
      answerUnavailable(ctx, error)
      report(error, ctx)
    }),
  )
}

function logoutSent(audit: Audit, outcome: string, client: string, account: string): void {
  quietly(() => audit({ event: 'logout.backchannel', outcome, client, account }))
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // Better one audit line less than a login lost.
  }
}

function nameLogin(ctx: KoaContextWithOIDC): void {
  const { Interaction: interaction } = ctx.oidc.entities
  const { client } = ctx.oidc
  if (interaction !== undefined && client !== undefined) correlateLogin(interaction.cid, client.clientId)
}

function facts(ctx: KoaContextWithOIDC) {
  nameLogin(ctx)
  const { session, client, account } = ctx.oidc
  const accountId = account?.accountId ?? session?.accountId
  return {
    ...(accountId === undefined ? {} : { account: accountId }),
    ...(client === undefined ? {} : { client: client.clientId }),
    ...(session?.acr === undefined ? {} : { acr: session.acr }),
    ...(session?.amr === undefined ? {} : { amr: session.amr }),
  }
}

/** The protocol's own error code; the description may hold what a stranger sent. */
function reason(error: unknown): { reason?: string } {
  const known =
    typeof error === 'object' && error !== null && 'error' in error && typeof error.error === 'string'
  return known ? { reason: String(error.error) } : {}
}
