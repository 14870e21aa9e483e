import type { CodeProblem, SmsPage } from './pages.ts'
import type { ChallengeView } from './ports.ts'
import type { SmsNews } from './step.ts'

const problems: Readonly<Record<CodeProblem, string>> = {
  missing: 'Type the code from the message.',
  malformed: 'That does not look like the code. Type it as it is in the message.',
  wrong: 'That is not the code.',
  old: 'That code is from an earlier message. Use the newest one.',
  expired: 'That code has expired. Ask for a new message.',
  spent: 'Too many wrong codes. Ask for a new message.',
  used: 'That code has been used.',
  gone: 'That code is no longer valid. Ask for a new message.',
  cooldown: 'Please wait a moment before you ask for another message.',
  'no-resends': 'No more messages can be sent for this sign-in.',
  locked: 'There were too many wrong codes for this account. Try again later.',
}

const deliveries = {
  sending: 'is on its way',
  accepted: 'was sent',
  refused: 'could not be sent',
  unknown: 'may not have been sent; if it does not arrive, ask for another',
  arrived: 'has arrived on your phone',
  undelivered: 'was refused by your carrier',
  limited: 'was not sent, because too many were; try again later',
  stopped: 'was not sent, because sending is stopped for now',
  barred: 'was not sent, because messages cannot go to this number; ask the people who run this service',
}

/** What a page's script is told by a host that brings no pages of its own; `text` in English. */
export function plainNews(news: SmsNews): Record<string, unknown> {
  const { delivery, final } = news
  if (!('challenge' in news)) return { delivery, final }
  const { message, resendIn } = news.challenge
  const text = deliverySentence(news.challenge)
  return { delivery, final, message, text, resendIn: Math.ceil(resendIn / 1000) }
}

function deliverySentence({ message, delivery }: ChallengeView): string {
  return `Message ${message} ${deliveries[delivery]}.`
}

/** The page of a host that brings none of its own: plain HTML, English, no styles, no script. */
export function plainPage(page: SmsPage): string {
  const title = 'Enter the code'
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main>
<h1>${title}</h1>
${bodyOf(page)}
${form(page.abortAction, page.formToken, button('Cancel'))}
</main></body>
</html>`
}

function bodyOf(page: SmsPage): string {
  if (page.page === 'sms-locked') return `<p role="alert">${problems.locked}</p>`
  const why = `<p>To continue to ${escapeHtml(page.client.name)}, prove that you have the phone with the number ${escapeHtml(page.number)}.</p>`
  return `${why}\n${page.page === 'sms-code' ? codeForms(page) : startForm(page)}`
}

function startForm({ used, action, formToken }: Extract<SmsPage, { page: 'sms-start' }>): string {
  const why = used ? '<p>The last code has been used by another sign-in in this browser.</p>' : ''
  return why + form(action, formToken, button('Send me a code'))
}

function codeForms(page: Extract<SmsPage, { page: 'sms-code' }>): string {
  const { challenge, problem } = page
  const alert = problem === undefined ? '' : `<p role="alert" id="problem">${problems[problem]}</p>`
  const seconds = Math.ceil(challenge.resendIn / 1000)
  const wait = seconds > 0 ? `<p>You can ask for another message in ${seconds} s.</p>` : ''
  const barred = challenge.delivery === 'barred'
  const told = `<p>${deliverySentence(challenge)}`
  // No message gets there: the code of an earlier one is all that could still be typed.
  if (barred && challenge.live === challenge.message) return `${told}</p>\n${alert}`
  const typing = `${told} Never share the code.</p>
${alert}
${form(page.action, page.formToken, codeField(page) + button('Continue'))}`
  if (barred) return typing
  return `${typing}
${wait}
${form(page.resendAction, page.formToken, button('Send a new message'))}`
}

function codeField({ numeric, problem }: Extract<SmsPage, { page: 'sms-code' }>): string {
  const described = problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"'
  const keyboard = numeric ? 'numeric' : 'text'
  return `<label>Code <input name="code" autocomplete="one-time-code" inputmode="${keyboard}" autofocus${described}></label> `
}

function form(action: string, token: string, content: string): string {
  return `<form method="post" action="${escapeHtml(action)}"><input type="hidden" name="form_token" value="${escapeHtml(token)}">${content}</form>`
}

function button(text: string): string {
  return `<button>${text}</button>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
