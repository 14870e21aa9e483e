import { lookUp } from '../../../interactions/locale.ts'
import { shippedTexts } from '../../../interactions/pages/texts.ts'
import type { Document } from '../document.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'

/** A language for everybody must be one that there are texts in. */
export function checkLanguage(
  { application: { defaultLanguage = 'en' }, branding }: Settings,
  document: Document,
  report: Report,
): void {
  if (defaultLanguage === 'en') return
  const languages = [...new Set([...Object.keys(shippedTexts()), ...Object.keys(branding?.texts ?? {})])]
  const known = new Set(languages.map((language) => language.toLowerCase()))
  if (lookUp(known, [defaultLanguage]) !== undefined) return
  const message = `there are no texts in ${defaultLanguage}: allowed are ${languages.toSorted().join(', ')}, and any that locales/${defaultLanguage}.json makes`
  report.add(document, ['application', 'default_language'], { message, found: defaultLanguage })
}
