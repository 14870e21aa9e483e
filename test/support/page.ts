import { type HTMLElement, parse } from 'node-html-parser'

/** What a server answered, as far as a person or a test could see it. */
export interface Page {
  readonly url: URL
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** The `location` header, resolved; undefined when there is none. Nothing is followed by itself. */
  readonly location: URL | undefined
}

/** A form as the page offers it. */
export interface Form {
  readonly action: URL
  readonly method: 'GET' | 'POST'
  /** Every named field with the value it would be sent with, untouched by a person. */
  readonly fields: Readonly<Record<string, string>>
  /** Names a person may set: the fields above plus empty boxes and named buttons. */
  readonly names: ReadonlySet<string>
}

/** Every form of a page, in the page's order. */
export function formsOf(page: Page): Form[] {
  return parse(page.body)
    .querySelectorAll('form')
    .map((form) => read(form, page.url))
}

/**
 * One form of a page: by CSS selector (`form.resend`, `#code`) or, when it starts with a slash or a scheme, by
 * its action's path.
 *
 * @throws when the page has no such form; the message carries the page's status, so that a test says what it met.
 */
export function formOf(page: Page, selectorOrAction: string): Form {
  const byAction = /^(\/|https?:)/.test(selectorOrAction)
  const found = byAction
    ? formsOf(page).find(({ action }) => action.pathname === new URL(selectorOrAction, page.url).pathname)
    : formsBySelector(page, selectorOrAction)[0]
  if (found !== undefined) return found
  const actions = formsOf(page).map(({ action }) => action.pathname)
  throw new Error(
    `No form ${selectorOrAction} at ${page.url.href} (${page.status}); forms there: ${actions.join(', ') || 'none'}`,
  )
}

function formsBySelector(page: Page, selector: string): Form[] {
  const isForm = (element: HTMLElement) => element.tagName === 'FORM'
  return parse(page.body)
    .querySelectorAll(selector)
    .filter(isForm)
    .map((form) => read(form, page.url))
}

/** The page's text without its markup, for assertions on what a person reads. */
export function textOf(page: Page): string {
  const body = parse(page.body).querySelector('body')
  return (body?.textContent ?? '').replace(/\s+/g, ' ').trim()
}

function read(form: HTMLElement, base: URL): Form {
  const inputs = form.querySelectorAll('input[name], textarea[name], select[name]')
  const buttons = form.querySelectorAll('button[name]')
  const sent = inputs.filter(isSentByItself).map((input) => [nameOf(input), contentOf(input)] as const)
  return {
    action: new URL(form.getAttribute('action') || base.href, base),
    method: form.getAttribute('method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
    fields: Object.fromEntries(sent),
    names: new Set([...inputs, ...buttons].map(nameOf)),
  }
}

/** Buttons count only when pressed, boxes to tick only when ticked. */
function isSentByItself(input: HTMLElement): boolean {
  const type = input.getAttribute('type')?.toLowerCase() ?? 'text'
  if (type === 'submit' || type === 'button' || input.hasAttribute('disabled')) return false
  return (type !== 'checkbox' && type !== 'radio') || input.hasAttribute('checked')
}

function nameOf(field: HTMLElement): string {
  return field.getAttribute('name') ?? ''
}

function contentOf(field: HTMLElement): string {
  if (field.tagName === 'TEXTAREA') return field.textContent
  if (field.tagName === 'SELECT') return field.querySelector('option[selected]')?.getAttribute('value') ?? ''
  return field.getAttribute('value') ?? (field.getAttribute('type') === 'checkbox' ? 'on' : '')
}
