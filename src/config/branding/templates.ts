import type { Branding } from '../../../interactions/pages/branding.ts'
import { shippedTemplates } from '../../../interactions/pages/templates.ts'
import type { Position } from '../document.ts'
import type { Report } from '../report.ts'
import { compareTemplates } from './compare.ts'
import { type OwnFile, positionAt, reportStranger, textOf } from './files.ts'

const extension = '.liquid'

/** Reads `pages/<name>.liquid`, each of which must work as the template of ours does that it stands in for. */
export async function readTemplates(
  files: readonly OwnFile[],
  report: Report,
): Promise<Branding['templates']> {
  const known = Object.keys(shippedTemplates())
  const own = new Map<string, OwnFile>()
  const templates = files.flatMap((file): [string, string][] => {
    const name = file.name.slice(0, -extension.length)
    if (!known.includes(name)) {
      const names = known.map((each) => each + extension)
      reportStranger(file, names, `names of our templates, such as password${extension}`, report)
      return []
    }
    own.set(name, file)
    const text = textOf(file, report)
    return text === undefined ? [] : [[name, text]]
  })
  const sources: Branding['templates'] = Object.fromEntries(templates)
  for (const { name, message, level, at, key } of await compareTemplates(sources)) {
    const place = at ?? (key === undefined ? {} : placeOf(key, sources[name] ?? ''))
    report.addFile(own.get(name)?.path ?? name, message, { level, ...place })
  }
  return sources
}

/** Where a template asks for a text; the file's beginning when it puts the key together. */
function placeOf(key: string, template: string): Partial<Position> {
  const offset = template.indexOf(key)
  return offset < 0 ? {} : positionAt(template, offset)
}
