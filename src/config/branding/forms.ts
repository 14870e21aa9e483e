import { type HTMLElement, parse } from 'node-html-parser'

/** What a page lost or has too much of beside ours. */
export interface Difference {
  /** To be read behind the page's name. */
  readonly message: string
  readonly level: 'error' | 'warning'
}

/**
 * Compares what a person can do on two pages: forms with method, action and fields, and links. A page without the very
 * forms of ours would be refused, or lose what was typed. A link may be left out on purpose, but not where a page has
 * nothing else to go on by.
 */
export function differencesOf(html: string, ours: string): readonly Difference[] {
  const [own, our] = [parse(html), parse(ours)]
  const forms = formsOf(our)
  return [
    ...formDifferences(formsOf(own), forms),
    ...lostLinks(own, our, forms.size === 0 ? 'error' : 'warning'),
    ...(loose(own) ? [{ message: asMarkup, level: 'error' } as const] : []),
    ...leading(own, our),
    ...idle(own),
  ]
}

/** Fields by where a form posts to; several forms may post to the same place. */
export function formsOf(page: HTMLElement): ReadonlyMap<string, ReadonlySet<string>> {
  const forms = new Map<string, Set<string>>()
  for (const form of page.querySelectorAll('form')) {
    const { method = 'get', action = '', id } = lowerCased(form)
    const outside = id === undefined ? [] : page.querySelectorAll(`[form="${id}"]`)
    const fields = [...form.querySelectorAll('input,select,textarea,button'), ...outside]
    const place = placeOf(method, action)
    const all = forms.get(place) ?? new Set()
    forms.set(place, all)
    for (const field of fields) {
      if (field.getAttribute('name')) all.add(nameOf(field))
      // A button may send the form elsewhere, and another way.
      const { formmethod = method, formaction = action } = lowerCased(field)
      const other = placeOf(formmethod, formaction)
      if (!forms.has(other)) forms.set(other, new Set())
    }
  }
  return forms
}

function placeOf(method: string, action: string): string {
  return `${method.toUpperCase()} ${action}`
}

function lowerCased(element: HTMLElement): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(element.attributes).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

/** With the value where the person does not choose it, and with the type where it hides what is typed. */
function nameOf(field: HTMLElement): string {
  const { name = '', type = 'text', value = '' } = lowerCased(field)
  if (field.tagName === 'BUTTON' || ['hidden', 'checkbox'].includes(type)) return `${name}="${value}"`
  return type === 'password' ? `${name} (type="password")` : name
}

type Forms = ReturnType<typeof formsOf>

function formDifferences(own: Forms, ours: Forms): readonly Difference[] {
  const lost = [...ours].flatMap(([place, fields]) => {
    const found = own.get(place)
    if (found === undefined) return [`lacks the form ${place}`]
    return [
      ...[...fields]
        .filter((field) => !found.has(field))
        .map((field) => `lacks ${field} in the form ${place}`),
      ...[...found]
        .filter((field) => !fields.has(field))
        .map((field) => `has ${field} in the form ${place}, which ours has not`),
    ]
  })
  const added = [...own.keys()].filter((place) => !ours.has(place))
  return [...lost, ...added.map((place) => `has a form ${place}, which ours has not`)].map((message) => ({
    message: readable(message),
    level: 'error',
  }))
}

function lostLinks(own: HTMLElement, ours: HTMLElement, level: Difference['level']): readonly Difference[] {
  const found = linksOf(own)
  return [...linksOf(ours)]
    .filter((link) => !found.has(link))
    .map((link) => ({ message: readable(`lacks the link to ${link}`), level }))
}

function linksOf(page: HTMLElement): ReadonlySet<string> {
  return new Set(page.querySelectorAll('a[href]').map((link) => link.getAttribute('href') ?? ''))
}

const asMarkup =
  'prints as markup what people or clients wrote: leave out "raw", and put quotes round the values of attributes'

/** See strangersText. */
function loose(own: HTMLElement): boolean {
  return own.querySelector('sample-markup,[sample-attribute]') !== null
}

/** What makes a browser go elsewhere, or send there what it is given, without being asked. */
function leading(own: HTMLElement, ours: HTMLElement): readonly Difference[] {
  const of = (page: HTMLElement) => page.querySelectorAll('base,meta').filter(isLeading).map(String)
  const known = of(ours)
  return of(own)
    .filter((element) => !known.includes(element))
    .map((element) => ({ message: readable(`has ${element}, which ours has not`), level: 'error' }))
}

function isLeading(element: HTMLElement): boolean {
  return element.tagName === 'BASE' || lowerCased(element)['http-equiv'] !== undefined
}

/** What the pages' content security policy keeps from having any effect. */
function idle(own: HTMLElement): readonly Difference[] {
  const scripts = own.querySelectorAll('script:not([src])').length > 0
  const styles = own.querySelectorAll('style,[style]').length > 0
  const elsewhere = own
    .querySelectorAll('[src],link[href]')
    .map((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '')
    .find((address) => /^(https?:)?\/\//i.test(address))
  return [
    scripts ? 'has a script in the page itself, which no browser runs here' : undefined,
    styles
      ? 'has styles in the page itself, which no browser applies here: they belong into theme.css'
      : undefined,
    elsewhere && `loads ${elsewhere}, which no browser does here`,
  ].flatMap((message) => (message ? [{ message, level: 'warning' }] : []))
}

/** Samples say by their value which value they are. */
function readable(message: string): string {
  return message.replace(/\/?sample:([\w.]+)/g, '{{ $1 }}')
}
