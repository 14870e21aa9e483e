import type { Provider } from 'oidc-provider'
import type { Browsers } from '../../interactions/browser.ts'
import type { KnownBrowsers } from '../../interactions/known-browser.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { People } from '../../interactions/person.ts'
import type { Policy } from '../../interactions/plan.ts'
import type { SmsStep } from '../../interactions/sms-otp/step.ts'
import { createProofs } from '../account-pages/proofs.ts'
import { provePassage } from '../account-pages/prove/passage.ts'
import { accountRoutes } from '../account-pages/routes.ts'
import { useBackupCode } from '../accounts/backup/use.ts'
import type { Passwords } from '../accounts/password.ts'
import { accountClient } from '../config/account-client.ts'
import type { Settings } from '../config/settings.ts'
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
}

/** Everything below `/account`, put together. A topic stands in one file and is named in one line here. */
export function accountRoutesOf(provider: Provider, settings: Settings, parts: AccountPagesParts) {
  const { store, policy } = parts
  const { accounts, pending } = store
  const clock = Date.now
  const { issuer } = settings.server
  const proofs = createProofs(pending)
  const backup = backupCodesOf(settings, parts)
  const prove = provePassage({
    ...parts,
    pending,
    proofs,
    useBackupCode: (account, typed) => useBackupCode(backup, account, typed),
    factorEnabled: policy.factorEnabled,
    face: registeredFace(accountClient(issuer).metadata),
  })
  return accountRoutes({
    ...parts,
    provider,
    accounts,
    proofs,
    clock,
    networkOf,
    issuer,
    topics: [],
    passages: [prove],
  })
}
