import type { ClientMetadata } from 'oidc-provider'
import type { SubjectSettings } from '../accounts/subject.ts'
import { accountClientId } from './account-client.ts'
import { checkCredentials } from './client-credentials.ts'
import { checkGrants } from './client-grants.ts'
import { withoutUndefined } from './complete.ts'
import type { Document, Path } from './document.ts'
import { checkFeatureUse } from './feature-use.ts'
import type { Report } from './report.ts'
import { readRows } from './rows.ts'
import { type ClientTable, clientSchema } from './schema/clients.ts'
import type { Feature } from './schema/features.ts'
import type { ClientSettings } from './settings.ts'

/** What a client's entry is judged by, beside itself. */
export interface ClientRules {
  /** Secrets must be strong: not in the demo, which makes its own. */
  readonly strict: boolean
  /** What the deployment offers. */
  readonly features: ReadonlySet<Feature>
  /** False where the deployment remembers no browser. */
  readonly remembers: boolean
}

/** Reads the `[[client]]` tables of the given documents. */
export function readClients(
  documents: readonly Document[],
  { strict, features, remembers }: ClientRules,
  report: Report,
): readonly ClientSettings[] {
  const ids = new Set<string>()
  const secrets = new Set<string>()
  return readRows('client', clientSchema, documents, report).flatMap(({ row, document, path }) => {
    if (ids.has(row.client_id)) {
      report.add(document, [...path, 'client_id'], {
        message: `"${row.client_id}" is the name of another client`,
      })
    }
    if (row.client_id === accountClientId) {
      report.add(document, [...path, 'client_id'], {
        message: `"${accountClientId}" is the name of the account pages`,
      })
    }
    ids.add(row.client_id)
    checkCredentials(row, strict, document, path, report)
    if (strict && row.client_secret !== undefined && secrets.has(row.client_secret)) {
      const message =
        'the secret of another client, too: each needs its own, or either could act for the other'
      report.add(document, [...path, 'client_secret'], { message })
    }
    if (row.client_secret !== undefined) secrets.add(row.client_secret)
    checkGrants(row, document, path, report)
    checkSubject(row, document, path, report)
    checkFeatureUse(row, features, document, path, report)
    if (row.accept_remembered_browser && !remembers) {
      const message = 'not used without remember_browser_days under [sessions] of deployment.toml'
      report.add(document, [...path, 'accept_remembered_browser'], { message, at: 'key' })
    }
    const steps = readSteps(row, document, path, report)
    return steps === undefined ? [] : [clientSettings(row, steps)]
  })
}

function clientSettings(row: ClientTable, steps: ClientSettings['steps']): ClientSettings {
  const { authentication_steps: _, second_factor: secondFactor, first_party: firstParty, ...more } = row
  const { accept_remembered_browser: acceptRememberedBrowser, ...further } = more
  const { second_factor_max_age_seconds: secondFactorMaxAgeSeconds, ...others } = further
  const { subject_claim, subject_number_format: numberFormat, claims, ...rest } = others
  const { pkce, access_token_audience: accessTokenAudience, ...metadata } = rest
  const claim = subjectClaims[subject_claim]
  return {
    metadata: withoutUndefined(metadata) as ClientMetadata,
    steps,
    secondFactor,
    firstParty,
    acceptRememberedBrowser,
    ...(secondFactorMaxAgeSeconds === undefined ? {} : { secondFactorMaxAgeSeconds }),
    ...(claim === 'account_id' ? {} : { subject: { claim, numberFormat } }),
    ...(claims === undefined ? {} : { claims }),
    ...(pkce === 'optional' ? { pkceOptional: true } : {}),
    ...(accessTokenAudience === undefined ? {} : { accessTokenAudience }),
  }
}

const subjectClaims = {
  account_id: 'account_id',
  username: 'username',
  email: 'email',
  mobile: 'mobile',
  'http://wso2.org/claims/userid': 'account_id',
  'http://wso2.org/claims/username': 'username',
  'http://wso2.org/claims/emailaddress': 'email',
  'http://wso2.org/claims/mobile': 'mobile',
} as const satisfies Record<ClientTable['subject_claim'], SubjectSettings['claim']>

function checkSubject(row: ClientTable, document: Document, path: Path, report: Report): void {
  const at = [...path, 'subject_number_format']
  if (subjectClaims[row.subject_claim] === 'mobile' || !document.find(at)) return
  report.add(document, at, { message: 'not used without subject_claim = "mobile"', at: 'key' })
}

const smsAlone =
  'a code by SMS is never enough by itself: write ["basic", "smsotp"], or ["basic"] for the password alone'

function readSteps(
  { authentication_steps: steps }: ClientTable,
  document: Document,
  path: Path,
  report: Report,
): ClientSettings['steps'] | undefined {
  const at = [...path, 'authentication_steps']
  const joined = steps.join(' ')
  if (joined === 'basic smsotp') return 'basic+smsotp'
  if (joined !== 'basic') {
    const message =
      joined === 'smsotp'
        ? smsAlone
        : `found ${JSON.stringify(steps)}, allowed: ["basic"] or ["basic", "smsotp"]`
    return report.add(document, at, { message })
  }
  for (const key of ['second_factor', 'accept_remembered_browser', 'second_factor_max_age_seconds']) {
    if (!document.find([...path, key])) continue
    report.add(document, [...path, key], { message: 'not used without the step "smsotp"', at: 'key' })
  }
  return 'basic'
}
