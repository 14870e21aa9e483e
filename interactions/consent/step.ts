import type { Grant, Interaction } from 'oidc-provider'
import type { People } from '../person.ts'
import { finishConsent } from '../progress.ts'
import type { Answer, Step, Visit } from '../step.ts'

/** Finds or makes the grant that consent is written to; the provider's own Grant model behind a port. */
export interface Grants {
  find(id: string): Promise<Grant | undefined>
  create(accountId: string, clientId: string): Grant
}

/** Consent, for clients that are not our own house's. First-party clients never get here. */
export function consentStep(grants: Grants, people: People): Step {
  async function allow(visit: Visit): Promise<Answer> {
    const { interaction, clientId } = visit
    const accountId = interaction.session?.accountId
    if (accountId === undefined) return { again: true }
    const known = interaction.grantId === undefined ? undefined : await grants.find(interaction.grantId)
    const grant = known ?? grants.create(accountId, clientId)
    addMissing(grant, missing(interaction))
    await finishConsent(interaction, await grant.save())
    return { resolved: true }
  }

  async function show(visit: Visit): Promise<Answer> {
    const accountId = visit.interaction.session?.accountId
    const person = accountId === undefined ? undefined : await people.find(accountId)
    const { scopes, claims } = missing(visit.interaction)
    const { base, formToken, client } = visit
    return {
      page: {
        page: 'consent',
        action: `${base}/consent`,
        abortAction: `${base}/abort`,
        formToken,
        client,
        account: person?.label ?? '',
        scopes,
        claims,
        offlineAccess: scopes.includes('offline_access'),
      },
    }
  }

  return { show, actions: { consent: allow } }
}

interface Missing {
  readonly scopes: string[]
  readonly claims: string[]
  readonly resources: Readonly<Record<string, string[]>>
}

/** What the prompt says is not granted yet; anything of another shape counts as nothing. */
function missing(interaction: Interaction): Missing {
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = interaction.prompt.details
  const resources =
    typeof missingResourceScopes === 'object' && missingResourceScopes !== null ? missingResourceScopes : {}
  return {
    scopes: strings(missingOIDCScope),
    claims: strings(missingOIDCClaims),
    resources: Object.fromEntries(
      Object.entries(resources).map(([indicator, scopes]) => [indicator, strings(scopes)]),
    ),
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function addMissing(grant: Grant, { scopes, claims, resources }: Missing): void {
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '))
  if (claims.length > 0) grant.addOIDCClaims(claims)
  for (const [indicator, granted] of Object.entries(resources))
    grant.addResourceScope(indicator, granted.join(' '))
}
