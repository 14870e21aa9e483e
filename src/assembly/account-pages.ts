import type { Provider } from 'oidc-provider'
import type { Browsers } from '../../interactions/browser.ts'
import type { KnownBrowsers } from '../../interactions/known-browser.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { People } from '../../interactions/person.ts'
import type { Policy } from '../../interactions/plan.ts'
import type { SmsStep } from '../../interactions/sms-otp/step.ts'
import { activityTopic } from '../account-pages/activity/topic.ts'
import { clientsByNumber, demandingClients } from '../account-pages/affected-clients.ts'
import { backupCodesTopic } from '../account-pages/backup-codes/topic.ts'
import { browsersTopic } from '../account-pages/browsers/topic.ts'
import { linkRoutes } from '../account-pages/link/routes.ts'
import { numberTopic } from '../account-pages/number/topic.ts'
import { passwordTopic } from '../account-pages/password/topic.ts'
import { createProofs } from '../account-pages/proofs.ts'
import { provePassage } from '../account-pages/prove/passage.ts'
import { accountRoutes } from '../account-pages/routes.ts'
import { sessionsTopic } from '../account-pages/sessions/topic.ts'
import { smsCodeTopic } from '../account-pages/sms-code/topic.ts'
import { loginBackupCodes } from '../accounts/backup/login.ts'
import type { Notify } from '../accounts/notices.ts'
import type { Passwords } from '../accounts/password.ts'
import { accountClient } from '../config/account-client.ts'
import type { ClientSettings, Settings } from '../config/settings.ts'
import { networkOf } from '../limits/network.ts'
import type { Audit } from '../operations/audit.ts'
import { registeredFace } from '../provider/face.ts'
import type { Store } from '../store/store.ts'
import { backupCodesOf } from './login-steps.ts'

export interface AccountPagesParts {
  readonly store: Store
  readonly people: People
  readonly passwords: Passwords
  readonly policy: Policy
  readonly pages: Pages
  readonly browsers: Browsers
  readonly knownBrowsers: KnownBrowsers
  readonly sms: SmsStep
  readonly audit: Audit
  readonly notify: Notify
}

/** Everything below `/account`, put together, in the order in which it is asked. A topic has a place of its own, and one line here. */
export function accountRoutesOf(provider: Provider, settings: Settings, parts: AccountPagesParts) {
  const { store, policy } = parts
  const shared = {
    ...parts,
    ...backupCodesOf(settings, parts),
    pending: store.pending,
    failures: store.challenges,
    proofs: createProofs(store.pending),
    limits: settings.limits,
    settings: settings.account,
    factorEnabled: policy.factorEnabled,
    face: registeredFace(accountClient(settings.server.issuer).metadata),
    demanding: demandingClients(settings.clients, settings.authentication),
    knownByNumber: clientsByNumber(settings.clients),
    activity: store.activity,
    findSession: (uid: string) => provider.Session.findByUid(uid),
    clientName: clientNames(settings.clients),
    application: settings.application.name,
    rememberDays: settings.sessions.rememberBrowserDays,
    key: settings.secrets.cookieKeys[0] ?? '',
  }
  const { issuer } = settings.server
  const routes = accountRoutes({
    ...shared,
    provider,
    networkOf,
    issuer,
    idleSeconds: settings.sessions.idleSeconds,
    topics: [
      numberTopic(shared),
      ...(settings.account.selfServiceOptOut ? [smsCodeTopic(shared)] : []),
      backupCodesTopic(shared),
      passwordTopic(shared),
      sessionsTopic(shared),
      ...(settings.sessions.rememberBrowserDays > 0 ? [browsersTopic(shared)] : []),
      activityTopic(shared),
    ],
    passages: [provePassage({ ...shared, backup: loginBackupCodes(shared) })],
  })
  return [linkRoutes({ ...shared, issuer }), routes]
}

/** Names of clients by their ids. */
function clientNames(clients: readonly ClientSettings[]): (id: string) => string | undefined {
  const names = new Map(clients.map(({ metadata }) => [metadata.client_id, registeredFace(metadata).name]))
  return (id) => names.get(id)
}
