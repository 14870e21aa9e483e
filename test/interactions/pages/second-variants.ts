import type { NumberProblem, Page } from '../../../interactions/pages/page.ts'
import { client, codePage, forms, named } from './variant-parts.ts'

const numberProblems: readonly (NumberProblem | 'taken')[] = [
  'empty',
  'not-a-number',
  'too-short',
  'too-long',
  'invalid',
  'barred',
  'taken',
]

/** Pages of backup codes and of a first number. */
export const secondVariants: Readonly<Record<string, Page>> = {
  'locked for good, with backup codes': {
    page: 'sms-locked',
    ...forms,
    client,
    barrier: { kind: 'disabled' },
    backupAction: '/interaction/abc/backup-code',
  },
  'code with backup codes': codePage({}, { backupAction: '/interaction/abc/backup-code' }),
  'code to a number that is enrolled': codePage(
    {},
    { number: '+94778880002', correctAction: '/interaction/abc/number' },
  ),
  backup: { page: 'backup-code', ...forms, client },
  'backup beside sms': { page: 'backup-code', ...forms, client, smsPath: '/interaction/abc' },
  ...named('backup', ['missing', 'malformed', 'wrong', 'used'] as const, (problem) => ({
    page: 'backup-code',
    ...forms,
    client,
    problem,
  })),
  'backup locked': {
    page: 'backup-locked',
    ...forms,
    client,
    barrier: { kind: 'locked', retryIn: 840_000, slow: false },
  },
  'backup locked for good': {
    page: 'backup-locked',
    ...forms,
    client,
    barrier: { kind: 'disabled' },
    smsPath: '/interaction/abc',
  },
  enrolment: { page: 'enrolment', ...forms, client, typed: '', callingCode: '+94' },
  'enrolment without a country': { page: 'enrolment', ...forms, client, typed: '' },
  ...named('enrolment', numberProblems, (problem) => ({
    page: 'enrolment',
    ...forms,
    client,
    typed: '077 888',
    callingCode: '+94',
    problem,
  })),
}
