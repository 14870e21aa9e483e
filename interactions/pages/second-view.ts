import type { LockedPage } from '../sms-otp/pages.ts'
import type { BackupCodePage, BackupLockedPage, ContinuePage, EnrolmentPage } from './page.ts'
import type { View } from './templates.ts'
import type { Translate } from './texts.ts'
import { roughTime } from './times.ts'
import { faceOf, plain, webLink } from './words.ts'

/** So many backup codes are few: a person should know before the last one is gone (NIST SP 800-63B-4, 4.2.1.1). */
const mostOfFew = 3

/** Why no code is looked at for now: those by SMS, or backup codes. */
export function lockedView(page: LockedPage | BackupLockedPage, t: Translate): View {
  const { barrier } = page
  const disabled = page.page === 'sms-locked' ? 'disabled' : 'disabled-backup'
  const key = barrier.kind === 'disabled' ? disabled : barrier.slow ? 'slow' : 'for-now'
  const time = barrier.kind === 'locked' ? roughTime(Math.ceil(barrier.retryIn / 1000), t) : ''
  return { ...page, client: faceOf(page.client), text: t(`locked.${key}`, { time }) }
}

export function backupCodeView(page: BackupCodePage, t: Translate): View {
  const { problem } = page
  return {
    ...page,
    client: faceOf(page.client),
    problem: problem && t(`backup-code.problem.${problem}`),
  }
}

export function enrolmentView(page: EnrolmentPage, t: Translate): View {
  const { problem, callingCode } = page
  return {
    ...page,
    callingCode: callingCode && plain(callingCode),
    client: faceOf(page.client),
    problem: problem && t(`enrolment.problem.${problem}`),
  }
}

/** A person who has few codes left reads that before the page goes on. */
export function continueView({ url, backupCodesLeft }: ContinuePage): View {
  const link = webLink(url)
  if (link === undefined) throw new TypeError('A login goes on to an http(s) address or a path')
  const few = backupCodesLeft !== undefined && backupCodesLeft <= mostOfFew
  return few ? { url: link, few, left: backupCodesLeft } : { url: link, few }
}
