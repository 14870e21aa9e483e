import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Browsers } from '../../interactions/browser.ts'
import type { Policy } from '../../interactions/plan.ts'
import type { RememberedBrowsers } from '../../interactions/remembered-browser.ts'
import type { SecondFactors } from '../../interactions/second-factor.ts'
import { promptName } from '../../interactions/sms-otp/prompt.ts'

export interface SecondFactorParts {
  readonly policy: Policy
  readonly rememberedBrowsers: RememberedBrowsers
  readonly secondFactors: SecondFactors
  readonly browsers: Pick<Browsers, 'recognise'>
}

/**
 * Whether the second factor of this session, which has two, was proved longer ago than the client takes. Reads the store
 * for clients that say so, and for no others.
 */
export async function isSecondTooOld(
  { policy, secondFactors, browsers }: SecondFactorParts,
  ctx: KoaContextWithOIDC,
): Promise<boolean> {
  const { session, client, result } = ctx.oidc
  const maxAge = client && policy.secondFactorMaxAge(client.clientId)
  // Proved in the step-up that ends with this very request: asked for again, it might never end.
  if (maxAge === undefined || session?.accountId === undefined || result?.[promptName] !== undefined) {
    return false
  }
  const browser = browsers.recognise(ctx)
  const proof = browser === undefined ? undefined : await secondFactors.last(session.accountId, browser)
  // The session's time is that of its oldest factor: the second is not older, whatever was lost or left over.
  const at = Math.max(proof?.at ?? 0, session.loginTs ?? 0)
  return Math.floor(Date.now() / 1000) - at > maxAge
}
