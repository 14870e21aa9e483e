import type { Page } from '../../../interactions/pages/page.ts'
import type { CodePage } from '../../../interactions/sms-otp/pages.ts'
import type { ChallengeView } from '../../../interactions/sms-otp/ports.ts'

export const client = { name: 'Demo Shop' }
export const forms = {
  action: '/interaction/abc/step',
  abortAction: '/interaction/abc/abort',
  formToken: 'token-1',
}

const fresh: ChallengeView = {
  id: 'challenge-1',
  message: 1,
  live: 1,
  delivery: 'accepted',
  triesLeft: 5,
  resendsLeft: 3,
  resendIn: 28_000,
  expiresIn: 290_000,
  used: false,
}

/** A code page as it is right after the first message, changed where a test wants it. */
export function codePage(challenge: Partial<ChallengeView> = {}, page: Partial<CodePage> = {}): CodePage {
  return {
    page: 'sms-code',
    ...forms,
    resendAction: '/interaction/abc/sms-otp/resend',
    number: '•••• 1234',
    codeLength: 6,
    numeric: true,
    client,
    ...page,
    challenge: { ...fresh, ...challenge },
  }
}

/** A page for each of these names. */
export function named<T extends string>(prefix: string, names: readonly T[], make: (name: T) => Page) {
  return Object.fromEntries(names.map((name) => [`${prefix} ${name}`, make(name)]))
}
