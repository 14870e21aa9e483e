import { fileURLToPath } from 'node:url'
import { Liquid } from 'liquidjs'
import type { Speech } from './texts.ts'

/** Everything a template sees, by name. */
export type View = Readonly<Record<string, unknown>>

/** Fills a page's template. */
export type Fill = (name: string, view: View) => string

/**
 * The pages' templates. Everything they print is escaped, except what they mark with `raw`.
 * `{{ 'key' | t: name: value }}` prints a text in the language of the view's `speech`.
 *
 * @param own a folder whose files stand in for ours of the same name
 */
export function loadTemplates(own?: string): Fill {
  const shipped = fileURLToPath(new URL('templates', import.meta.url))
  const liquid = new Liquid({
    root: own === undefined ? [shipped] : [own, shipped],
    extname: '.liquid',
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
