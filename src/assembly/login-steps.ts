import type { Provider } from 'oidc-provider'
import type { Steps } from '../../interactions/after-proof.ts'
import { backupStep } from '../../interactions/backup-code/step.ts'
import { codeStep } from '../../interactions/code-step.ts'
import { consentStep } from '../../interactions/consent/step.ts'
import { enrolmentStep } from '../../interactions/enrolment/step.ts'
import { passwordStep } from '../../interactions/password/step.ts'
import type { People } from '../../interactions/person.ts'
import type { SmsStep } from '../../interactions/sms-otp/step.ts'
import { loginBackupCodes } from '../accounts/backup/login.ts'
import type { BackupCodeOptions } from '../accounts/backup/use.ts'
import { createEnrolment } from '../accounts/enrol.ts'
import type { Notify } from '../accounts/notices.ts'
import type { Passwords } from '../accounts/password.ts'
import type { Settings } from '../config/settings.ts'
import type { Audit } from '../operations/audit.ts'
import { grantsOf } from '../provider/grants.ts'
import type { Store } from '../store/store.ts'

export interface LoginStepParts {
  readonly store: Store
  readonly people: People
  readonly passwords: Passwords
  readonly sms: SmsStep
  readonly notify: Notify
  readonly audit: Audit
}

/** Everything that a login may ask a person to prove or to answer. */
export function loginStepsOf(provider: Provider, settings: Settings, parts: LoginStepParts): Steps {
  const { store, people, sms, notify, audit } = parts
  const { accounts } = store
  const clock = Date.now
  const key = settings.secrets.cookieKeys[0] ?? ''
  const enrolment = createEnrolment({ accounts, clock, audit, limits: settings.limits, key })
  const backup = { ...backupCodesOf(settings, parts), failures: store.challenges, notify }
  return {
    password: passwordStep(people, clock),
    code: codeStep(sms, clock),
    backup: backupStep(loginBackupCodes(backup), clock),
    enrolment: enrolmentStep(enrolment, sms, clock),
    consent: consentStep(grantsOf(provider), people),
  }
}

/** What it takes to use up a backup code, wherever one is typed. */
export function backupCodesOf(
  { secrets }: Settings,
  { store, passwords, audit }: Pick<LoginStepParts, 'store' | 'passwords' | 'audit'>,
): BackupCodeOptions {
  const { derive } = passwords
  const { accounts, challenges } = store
  return { accounts, failures: challenges, keys: secrets.codeKeys, derive, clock: Date.now, audit }
}
