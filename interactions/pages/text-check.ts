/** Texts as a file of `locales/` nests them. */
export type TextTree = { readonly [key: string]: string | TextTree }

/**
 * What is wrong with a language's texts beside the English ones: keys that are missing or that there are none of,
 * plural forms the language has (Unicode plural rules) and the file has not, placeholders that differ. A form for one
 * or two things may say so in words and leave `{{count}}` out.
 *
 * @param language BCP 47
 * @returns a sentence each, the key first
 */
export function textProblems(language: string, texts: TextTree, english: TextTree): string[] {
  const own = new Map(flatten(texts))
  const model = new Map(flatten(english))
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  // The English text of a form comes last, so that it counts where there is one.
  const wanted = new Map([...[...model].flatMap(([key, text]) => formsOf(key, text, forms)), ...zeros(model)])
  const missing = [...wanted.keys()].filter((key) => !own.has(key))
  const unknown = [...own.keys()].filter((key) => !wanted.has(key))
  return [
    ...missing.map((key) => `${key}: is missing`),
    ...unknown.map((key) => `${key}: there is no such text`),
    ...[...own].flatMap(([key, text]) => strangePlaceholders(key, text, wanted.get(key))),
  ]
}

function flatten(tree: TextTree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
}

/** The keys a text has in a language. `_zero` is a text of its own in every language: i18next looks for it first. */
function formsOf(key: string, text: string, forms: readonly string[]): [string, string][] {
  if (key.endsWith('_one')) return []
  const stem = /^(.*)_other$/.exec(key)?.[1]
  return stem === undefined ? [[key, text]] : forms.map((form) => [`${stem}_${form}`, text])
}

function zeros(model: ReadonlyMap<string, string>): [string, string][] {
  return [...model].filter(([key]) => key.endsWith('_zero'))
}

function strangePlaceholders(key: string, text: string, english: string | undefined): string[] {
  if (english === undefined) return []
  const found = placeholders(text)
  const wanted = placeholders(english)
  const inWords = /_(zero|one|two|few|many)$/.test(key)
  const lacking = [...wanted].filter((name) => !found.has(name) && !(inWords && name === 'count'))
  return [
    ...lacking.map((name) => `${key}: lacks {{${name}}}`),
    ...[...found]
      .filter((name) => !wanted.has(name))
      .map((name) => `${key}: {{${name}}} is not among its values`),
  ]
}

function placeholders(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map(([, name = '']) => name))
}
