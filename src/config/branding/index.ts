import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Branding } from '../../../interactions/pages/branding.ts'
import { withoutUndefined } from '../complete.ts'
import type { Report } from '../report.ts'
import { nearest } from '../shape.ts'
import { filesIn, type OwnFile, reportStranger } from './files.ts'

/**
 * Reads what stands in the place of our texts (`locales/<language>.json`) and pages (`pages/`): templates, a logo, a
 * theme. Each is there by being there; what could not be served is an error, so that a start or a reload is refused.
 *
 * @param directory of the configuration
 * @returns undefined when there is nothing of it
 */
export async function readBranding(directory: string, report: Report): Promise<Branding | undefined> {
  const entries: readonly string[] = await readdir(directory).catch(() => [])
  reportFolders(directory, entries, report)
  reportMisplaced(directory, entries, report)
  const read = (folder: string) => (entries.includes(folder) ? filesIn(join(directory, folder), report) : [])
  const [locales, pages] = await Promise.all([read('locales'), read('pages')])
  if (locales.length + pages.length === 0) return undefined
  const { templates, logos, themes } = sorted(pages, report)
  // A reader is loaded when there is something for it: each brings a parser along.
  return withoutUndefined({
    texts: locales.length === 0 ? {} : (await import('./texts.ts')).readTexts(locales, report),
    templates:
      templates.length === 0 ? {} : await (await import('./templates.ts')).readTemplates(templates, report),
    theme: themes[0] && (await import('./theme.ts')).readTheme(themes[0], report),
    logo: logos[0] && (await import('./logo.ts')).readLogo(logos, report),
  })
}

/** A folder by another name would be missed silently. */
function reportFolders(directory: string, entries: readonly string[], report: Report): void {
  for (const name of entries) {
    const guess = folders.includes(name) ? undefined : nearest(name, folders)
    if (guess === undefined || name.startsWith(guess)) continue
    const message = `nothing is read from here; did you mean "${guess}"?`
    report.addFile(join(directory, name), message, { nearest: guess, level: 'warning' })
  }
}

/** Beside the folders nobody would read it. */
function reportMisplaced(directory: string, entries: readonly string[], report: Report): void {
  for (const name of entries) {
    const folder = folderOf(name)
    if (folder === undefined) continue
    const message = `nothing is read from here: it belongs in ${folder}/`
    report.addFile(join(directory, name), message, { level: 'warning' })
  }
}

/** Where a file of that name would be read. */
function folderOf(name: string): string | undefined {
  if (others.includes(name) || name.endsWith('.liquid')) return 'pages'
  return /^[a-z]{2,3}(-\w+)*\.json$/i.test(name) ? 'locales' : undefined
}

const folders = ['locales', 'pages']
const others = ['theme.css', 'logo.svg', 'logo.png']

function sorted(pages: readonly OwnFile[], report: Report) {
  const templates = pages.filter(({ name }) => name.endsWith('.liquid'))
  const logos = pages.filter(({ name }) => /^logo\.(svg|png)$/.test(name))
  const themes = pages.filter(({ name }) => name === 'theme.css')
  for (const file of pages) {
    if (![...templates, ...logos, ...themes].includes(file)) {
      reportStranger(file, others, `${others.join(', ')} and templates such as password.liquid`, report)
    }
  }
  return { templates, logos, themes }
}
