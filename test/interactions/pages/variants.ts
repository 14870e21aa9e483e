import type { NoticeKind, Page, PasswordPage } from '../../../interactions/pages/page.ts'
import type { CodeProblem } from '../../../interactions/sms-otp/pages.ts'
import type { ChallengeView, Delivery } from '../../../interactions/sms-otp/ports.ts'
import { accountVariants } from '../../account-pages/variants.ts'
import { secondVariants } from './second-variants.ts'
import { client, codePage, forms, named } from './variant-parts.ts'

function password(page: Partial<PasswordPage> = {}): PasswordPage {
  return { page: 'password', ...forms, client, ...page }
}

const deliveries: readonly Delivery[] = [
  'sending',
  'accepted',
  'refused',
  'unknown',
  'arrived',
  'undelivered',
  'limited',
  'stopped',
  'barred',
]
/** What a challenge looks like when the page says so. */
const problems: Readonly<Record<CodeProblem, Partial<ChallengeView>>> = {
  missing: {},
  malformed: {},
  wrong: { triesLeft: 2 },
  old: { message: 2, live: 2, triesLeft: 3 },
  expired: { expiresIn: 0, resendIn: 0 },
  spent: { triesLeft: 0, resendIn: 0 },
  used: {},
  gone: {},
  cooldown: {},
  'no-resends': { resendsLeft: 0 },
  locked: {},
}
const notices: readonly NoticeKind[] = [
  'login-gone',
  'cookies-needed',
  'form-stale',
  'bad-request',
  'not-found',
  'wrong-host',
  'server-error',
  'unavailable',
  'busy',
  'second-factor-off',
  'opted-out',
  'no-number',
  'no-subject',
  'factor-disabled',
  'authorization-error',
  'account-closed',
]

const consent: Page = {
  page: 'consent',
  ...forms,
  client: {
    name: 'Photo Album',
    policyUri: 'https://album.example/privacy',
    tosUri: 'https://album.example/terms',
  },
  account: 'Anna Example',
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  claims: ['phone_number'],
  offlineAccess: true,
}
const logoutForm =
  '<form id="op.logoutForm" method="post" action="/session/end/confirm"><input type="hidden" name="xsrf" value="x1"/></form>'

/** Every page in every state a person can meet it in, by a name for test titles. */
export const variants: Readonly<Record<string, Page>> = {
  ...accountVariants,
  'code with a box': codePage({}, { rememberDays: 30 }),
  'code with a box for a day': codePage({}, { rememberDays: 1 }),
  'code with other ways': codePage({}, { backupAction: '/backup', correctAction: '/correct' }),
  password: password(),
  'password hinted': password({ identifier: 'anna' }),
  ...named('password', ['missing', 'wrong', 'busy', 'too-long'] as const, (problem) =>
    password({ problem, ...(problem === 'wrong' ? { identifier: 'anna' } : {}) }),
  ),
  'password held': password({ problem: 'held', retryAfter: 75, identifier: 'anna' }),
  ...named('code', deliveries, (delivery) => codePage({ delivery })),
  ...named('code again', deliveries, (delivery) =>
    codePage({
      delivery,
      message: 2,
      live: ['refused', 'limited', 'stopped', 'barred'].includes(delivery) ? 1 : 2,
      resendsLeft: 1,
    }),
  ),
  ...named('code', Object.keys(problems) as CodeProblem[], (problem) =>
    codePage(problems[problem], { problem }),
  ),
  'code resend ready': codePage({ resendIn: 0 }),
  'code cooldown over': codePage({ resendIn: 0 }, { problem: 'cooldown' }),
  'code long wait': codePage({ resendIn: 100_000 }),
  'code no messages left': codePage({ resendsLeft: 0, message: 4, live: 4 }),
  'code expired for good': codePage({ resendsLeft: 0, expiresIn: 0 }),
  'code spent for good': codePage({ resendsLeft: 0, triesLeft: 0 }),
  'code one try, one minute': codePage({ triesLeft: 1, expiresIn: 50_000 }),
  'code letters': codePage({}, { numeric: false, codeLength: 8 }),
  'code letters malformed': codePage({}, { numeric: false, codeLength: 8, problem: 'malformed' }),
  start: { page: 'sms-start', used: false, ...forms, number: '•••• 1234', client },
  'start-used': { page: 'sms-start', used: true, ...forms, number: '•••• 1234', client },
  locked: {
    page: 'sms-locked',
    ...forms,
    client,
    barrier: { kind: 'locked', retryIn: 840_000, slow: false },
  },
  'locked for hours': {
    page: 'sms-locked',
    ...forms,
    client,
    barrier: { kind: 'locked', retryIn: 9_000_000, slow: true },
  },
  'locked for good': { page: 'sms-locked', ...forms, client, barrier: { kind: 'disabled' } },
  ...secondVariants,
  consent,
  'consent of every kind': {
    ...consent,
    client,
    account: '',
    scopes: ['openid', 'profile', 'email', 'address', 'phone', 'orders:read'],
    claims: [],
    offlineAccess: false,
  },
  'consent claim by claim': {
    ...consent,
    scopes: [],
    claims: [
      ...[
        'sub',
        'name',
        'family_name',
        'given_name',
        'middle_name',
        'nickname',
        'preferred_username',
        'profile',
      ],
      ...['picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at', 'email'],
      ...['email_verified', 'address', 'phone_number', 'phone_number_verified', 'shoe_size'],
    ],
    offlineAccess: false,
  },
  continue: { page: 'continue', url: '/auth/abc' },
  ...named('continue with codes left', ['0', '1', '3', '4'], (left) => ({
    page: 'continue',
    url: '/auth/abc',
    backupCodesLeft: Number(left),
  })),
  'form that goes on': {
    page: 'form-post',
    form: '<form method="post" action="/posted"><input type="hidden" name="code" value="abc"/>',
  },
  logout: { page: 'logout', form: logoutForm },
  'logout for a client': { page: 'logout', form: logoutForm, client },
  'signed out': { page: 'signed-out' },
  'signed out of a client': { page: 'signed-out', client },
  ...named('notice', notices, (notice) => ({ page: 'notice', notice })),
  'notice with a way back': {
    page: 'notice',
    notice: 'login-gone',
    reference: 'k3J9x0PqRs1t',
    link: { href: 'https://shop.example/', text: 'back-to-client', clientName: 'Demo Shop' },
  },
  'notice with a way back to somebody unnamed': {
    page: 'notice',
    notice: 'form-stale',
    link: { href: 'https://shop.example/', text: 'back-to-client' },
  },
  'notice to try again': {
    page: 'notice',
    notice: 'busy',
    link: { href: '/interaction/abc', text: 'try-again' },
  },
  'notice to the first page': { page: 'notice', notice: 'not-found', link: { href: '/', text: 'home' } },
  'notice with an abort': {
    page: 'notice',
    notice: 'no-number',
    abort: { action: '/interaction/abc/refuse', formToken: 'token-1' },
  },
  'notice of a known error': { page: 'notice', notice: 'authorization-error', error: 'invalid_scope' },
}
