import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createInstance, type i18n } from 'i18next'
import { lookUp } from '../locale.ts'
import { createMemory } from '../memory.ts'
import type { Branding } from './branding.ts'
import type { TextTree } from './text-check.ts'
import { isolate } from './words.ts'

/** A text by its key, in the person's language; values stand in for `{{name}}`, `count` chooses the plural. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** One page's language. */
export interface Speech {
  /** BCP 47, for the `lang` attribute. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly t: Translate
}

export interface Texts {
  readonly languages: readonly string[]
  speechFor(locales: readonly string[]): Speech
}

const english = 'en'

/**
 * Every text of the pages, by language: `locales/<BCP 47 tag>.json`. A language lacking a text says it as the language
 * it is a variety of does (`es` for `es-MX`), or in English.
 *
 * @param own stand in for ours of the same key, or make a language
 * @param fallback BCP 47, of people none of whose languages there is
 * @returns the languages there are (BCP 47), and the best of them for a person's wishes (best first)
 */
export function loadTexts(own: Branding['texts'] = {}, fallback: string = english): Texts {
  const i18n = translator(own)
  const languages = new Map(
    Object.keys(i18n.services.resourceStore.data).map((tag) => [tag.toLowerCase(), tag]),
  )

  function speech(language: string): Speech {
    const direction = i18n.dir(language)
    const translate = i18n.getFixedT(language)
    // Values are strangers' text: nothing in them is looked at again.
    const t: Translate = (key, values = {}) => translate(key, { ...isolated(values, direction), nest: false })
    return { language, direction, t: rememberTexts(t) }
  }
  const speeches = new Map([...languages.values()].map((language) => [language, speech(language)]))
  const unasked = speechOf([fallback]) ?? speech(english)
  function speechOf(locales: readonly string[]): Speech | undefined {
    return speeches.get(languages.get(lookUp(languages, locales) ?? '') ?? '')
  }
  return { languages: [...languages.values()], speechFor: (locales) => speechOf(locales) ?? unasked }
}

function translator(own: Branding['texts']): i18n {
  const i18n = createInstance({
    resources: Object.fromEntries(
      Object.entries(shippedTexts()).map(([language, translation]) => [language, { translation }]),
    ),
    fallbackLng: english,
    initAsync: false,
    // Escaping is the templates' business: they know where a text goes.
    interpolation: { escapeValue: false },
  })
  void i18n.init()
  for (const [language, texts] of Object.entries(own)) i18n.addResources(language, 'translation', texts)
  return i18n
}

/** Most texts come again with the same few names and numbers; making one anew costs more than the page around it. */
function rememberTexts(t: Translate): Translate {
  const remembered = createMemory<string>(1000)
  return (key, values) =>
    remembered(values === undefined ? key : JSON.stringify([key, values]), () => t(key, values))
}

/** Our texts by language (BCP 47), as the files nest them. */
export function shippedTexts(): Readonly<Record<string, TextTree>> {
  const folder = new URL('locales/', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(
    files.map((name) => [basename(name, '.json'), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]),
  )
}

function isolated(values: Readonly<Record<string, string | number>>, direction: 'ltr' | 'rtl') {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? isolate(value, direction) : value,
    ]),
  )
}
