import type { CodePage } from '../../sms-otp/pages.ts'
import type { Page } from '../page.ts'
import { strangersText } from './strangers-text.ts'

const client = { name: strangersText }
const forms = { action: 'sample:action', abortAction: 'sample:abortAction', formToken: 'sample:formToken' }
const ways = { backupAction: 'sample:backupAction', correctAction: 'sample:correctAction' }
const barrier = { kind: 'disabled' } as const

const code: CodePage = {
  page: 'sms-code',
  ...forms,
  ...ways,
  resendAction: 'sample:resendAction',
  deliveryAction: 'sample:deliveryAction',
  number: '•••• 1234',
  codeLength: 6,
  numeric: true,
  rememberDays: 30,
  client,
  challenge: {
    id: 'sample',
    message: 1,
    live: 1,
    delivery: 'accepted',
    triesLeft: 5,
    resendsLeft: 3,
    resendIn: 28_000,
    expiresIn: 290_000,
    used: false,
  },
}

export const loginSamples: readonly Page[] = [
  { page: 'password', ...forms, client, identifier: strangersText },
  { page: 'password', ...forms, client, problem: 'wrong' },
  code,
  { ...code, numeric: false, problem: 'wrong', challenge: { ...code.challenge, triesLeft: 1 } },
  { ...code, challenge: { ...code.challenge, resendsLeft: 0, expiresIn: 0, message: 4, live: 4 } },
  { page: 'sms-start', used: true, ...forms, ...ways, number: '•••• 1234', client },
  { page: 'sms-locked', ...forms, ...ways, client, barrier },
  { page: 'backup-locked', ...forms, smsPath: 'sample:smsPath', client, barrier },
  { page: 'backup-code', ...forms, smsPath: 'sample:smsPath', client, problem: 'wrong' },
  { page: 'enrolment', ...forms, client, typed: strangersText, callingCode: '+94' },
  { page: 'enrolment', ...forms, client, typed: strangersText, problem: 'invalid' },
  {
    page: 'consent',
    ...forms,
    client: { ...client, policyUri: 'https://example.com/policy', tosUri: 'https://example.com/terms' },
    account: strangersText,
    scopes: ['openid', 'profile', 'orders:read'],
    claims: ['phone_number'],
    offlineAccess: true,
  },
  { page: 'continue', url: '/sample:url' },
  { page: 'continue', url: '/sample:url', backupCodesLeft: 1 },
  {
    page: 'form-post',
    form: '<form method="post" action="sample:action"><input type="hidden" name="code" value="sample:code"/>',
  },
  {
    page: 'logout',
    form: '<form id="op.logoutForm" method="post" action="sample:action"><input type="hidden" name="xsrf" value="sample:xsrf"/></form>',
    client,
  },
  { page: 'signed-out', client },
  { page: 'signed-out' },
  {
    page: 'notice',
    notice: 'authorization-error',
    error: 'invalid_scope',
    reference: 'sample',
    link: { href: '/sample:link', text: 'back-to-client', clientName: strangersText },
  },
  {
    page: 'notice',
    notice: 'no-number',
    abort: { action: 'sample:abort.action', formToken: 'sample:abort.formToken' },
  },
]
