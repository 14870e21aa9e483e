import type { SecurityEvent } from '../audit.ts'
import type { ReadLabels } from './labels.ts'
import type { Maker } from './make.ts'

/** Logins, their steps, and what tokens came of them. */
export function loginMetrics({ counter }: Maker, labels: ReadLabels) {
  const begun = counter('logins_begun_total', 'Logins that met a page, by the prompt that was owed.', [
    'client',
    'prompt',
  ])
  const authorizations = counter(
    'authorizations_total',
    'Ends of authorization requests: success, or error with the protocol’s word for it.',
    ['client', 'outcome', 'reason'],
  )
  const tokens = counter('token_requests_total', 'Requests at the token endpoint.', [
    'client',
    'outcome',
    'reason',
  ])
  const steps = counter('login_steps_total', 'Proofs that were judged: password, sms, backup.', [
    'step',
    'client',
    'outcome',
  ])
  const locks = counter('account_locks_total', 'Accounts locked or disabled by wrong codes.', ['outcome'])

  const step = (name: string) => (event: SecurityEvent) =>
    steps.inc({ step: name, ...labels(event, 'client', 'outcome') })

  return {
    'login.started': (event: SecurityEvent) => begun.inc(labels(event, 'client', 'prompt')),
    authorization: (event: SecurityEvent) => authorizations.inc(labels(event, 'client', 'outcome', 'reason')),
    token: (event: SecurityEvent) => tokens.inc(labels(event, 'client', 'outcome', 'reason')),
    'password.verify': step('password'),
    'code.verify': step('sms'),
    'backup-code.verify': step('backup'),
    'account.guessed-at': (event: SecurityEvent) => locks.inc(labels(event, 'outcome')),
  }
}
