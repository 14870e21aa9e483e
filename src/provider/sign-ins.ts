import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { ActivityEntry, ActivityStore } from '../accounts/activity.ts'
import { networkOf } from '../limits/network.ts'

const longestAgent = 300

/**
 * Notes each sign-in for the account's owner, with the session it made. Not waited for: a list that lacks a line is all
 * that can come of it.
 *
 * @param report told when an entry could not be written
 */
export function noteSignIns(
  provider: Provider,
  activity: ActivityStore,
  report: (error: unknown) => void,
): void {
  provider.on('authorization.success', (ctx) => {
    const account = ctx.oidc.session?.accountId
    // A session that is only used again is no sign-in.
    if (account === undefined || ctx.oidc.result?.login === undefined) return
    activity.note(account, entryOf(ctx)).catch(report)
  })
}

function entryOf(ctx: KoaContextWithOIDC): ActivityEntry {
  const { session, client } = ctx.oidc
  return {
    at: Date.now(),
    what: 'sign-in',
    network: networkOf(ctx.ip),
    agent: ctx.get('User-Agent').slice(0, longestAgent),
    ...(session === undefined ? {} : { session: session.uid }),
    ...(session?.acr === undefined ? {} : { acr: session.acr }),
    ...(client === undefined ? {} : { client: client.clientId }),
  }
}
