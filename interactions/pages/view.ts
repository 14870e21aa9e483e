import type { LockedPage } from '../sms-otp/pages.ts'
import { codeView } from './code-view.ts'
import { consentView } from './consent-view.ts'
import { noticeView } from './notice-view.ts'
import type { Page, PasswordPage } from './page.ts'
import type { View } from './templates.ts'
import type { Translate } from './texts.ts'
import { roughTime } from './times.ts'
import { faceOf, plain, webLink } from './words.ts'

/** What a page's template is filled with: every decision is taken here, so templates only lay out. */
export function viewOf(page: Page, t: Translate): View {
  if ('topics' in page) return { ...page, ...page.view(t) }
  switch (page.page) {
    case 'password':
      return passwordView(page, t)
    case 'sms-code':
      return codeView(page, t)
    case 'sms-start':
      return { ...page, client: faceOf(page.client), number: plain(page.number) }
    case 'sms-locked':
      return lockedView(page, t)
    case 'consent':
      return consentView(page)
    case 'continue':
      return { url: continueUrl(page.url) }
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

function lockedView(page: LockedPage, t: Translate): View {
  const { barrier } = page
  const key = barrier.kind === 'disabled' ? 'disabled' : barrier.slow ? 'slow' : 'for-now'
  const time = barrier.kind === 'locked' ? roughTime(Math.ceil(barrier.retryIn / 1000), t) : ''
  return { ...page, client: faceOf(page.client), text: t(`locked.${key}`, { time }) }
}

function continueUrl(url: string): string {
  const link = webLink(url)
  if (link === undefined) throw new TypeError('A login goes on to an http(s) address or a path')
  return link
}
