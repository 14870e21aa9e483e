import { readdirSync, readFileSync } from 'node:fs'
import { Liquid } from 'liquidjs'
import type { Branding } from './branding.ts'
import type { Speech } from './texts.ts'

/** Everything a template sees, by name. */
export type View = Readonly<Record<string, unknown>>

/** Fills a page's template. */
export type Fill = (name: string, view: View) => string

/**
 * What one page may take: milliseconds, and characters and things made on the way. Ours take a few and some thousands. A
 * house's own that runs on and on is refused by these when it is read, and holds nobody up for longer than that where
 * only one person's page makes it do so.
 */
const bounds = { renderLimit: 1000, memoryLimit: 1_000_000 }

/**
 * The pages' templates. Everything they print is escaped, except what they mark with `raw`.
 * `{{ 'key' | t: name: value }}` prints a text in the language of the view's `speech`.
 *
 * @param own stand in for ours of the same name
 */
export function loadTemplates(own: Branding['templates'] = {}): Fill {
  const liquid = new Liquid({
    // In memory: a template that changes while the server runs would else come up in the midst of a login.
    templates: withExtension({ ...shippedTemplates(), ...own }),
    extname,
    ...bounds,
    cache: true,
    outputEscape: 'escape',
    jsTruthy: true,
    strictFilters: true,
    // For the date filter; left out, asking the machine for it costs a third of the pages' start.
    locale: 'en',
  })
  liquid.registerFilter('t', function (key: string, ...values: readonly [string, string | number][]) {
    const speech = this.context.getSync(['speech']) as Speech
    return speech.t(key, Object.fromEntries(values))
  })
  return (name, view) => String(liquid.renderFileSync(name, view))
}

const extname = '.liquid'

/** Our templates' sources, by name. */
export function shippedTemplates(): Branding['templates'] {
  const folder = new URL('templates/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith(extname))
      .map((file) => [
        file.slice(0, -extname.length).replaceAll('\\', '/'),
        readFileSync(new URL(file.replaceAll('\\', '/'), folder), 'utf8'),
      ]),
  )
}

function withExtension(templates: Branding['templates']): Record<string, string> {
  return Object.fromEntries(Object.entries(templates).map(([name, text]) => [name + extname, text]))
}
