import { codeView } from './code-view.ts'
import { consentView } from './consent-view.ts'
import { noticeView } from './notice-view.ts'
import type { Page, PasswordPage } from './page.ts'
import { backupCodeView, continueView, enrolmentView, lockedView } from './second-view.ts'
import type { View } from './templates.ts'
import type { Speech, Translate } from './texts.ts'
import { roughTime } from './times.ts'
import { faceOf, plain } from './words.ts'

/** What a page's template is filled with: every decision is taken here, so templates only lay out. */
export function viewOf(page: Page, { t, language }: Speech): View {
  if ('topics' in page) return { ...page, account: plain(page.account), ...page.view(t, language) }
  switch (page.page) {
    case 'password':
      return passwordView(page, t)
    case 'sms-code':
      return codeView(page, t)
    case 'sms-start':
      return { ...page, client: faceOf(page.client), number: plain(page.number) }
    case 'backup-code':
      return backupCodeView(page, t)
    case 'sms-locked':
    case 'backup-locked':
      return lockedView(page, t)
    case 'enrolment':
      return enrolmentView(page, t)
    case 'consent':
      return consentView(page)
    case 'continue':
      return continueView(page)
    case 'form-post':
      return { ...page }
    case 'logout':
    case 'signed-out':
      return { ...page, client: page.client && faceOf(page.client) }
    case 'notice':
      return noticeView(page)
  }
}

function passwordView(page: PasswordPage, t: Translate): View {
  const { identifier = '', problem, retryAfter = 0 } = page
  return {
    ...page,
    client: faceOf(page.client),
    identifier,
    // A busy house says nothing about what was typed.
    invalid: problem !== undefined && problem !== 'busy' && problem !== 'held',
    problem: problem && t(`password.problem.${problem}`, { time: roughTime(retryAfter, t) }),
    focus: identifier === '' ? 'identifier' : 'password',
  }
}
