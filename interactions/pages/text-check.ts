/** Texts as a file of `locales/` nests them. */
export type TextTree = { readonly [key: string]: string | TextTree }

/** Texts by key, such as `password.title`. */
export type TextMap = ReadonlyMap<string, string>

export interface TextProblem {
  readonly key: string
  readonly kind: 'missing' | 'unknown' | 'placeholder'
  /** What is to be said behind the key. */
  readonly message: string
}

/**
 * What is wrong with a language's texts beside the English ones: keys that are missing or that there are none of,
 * plural forms the language has (Unicode plural rules) and the file has not, placeholders that differ. A form for one
 * or two things may say so in words and leave `{{count}}` out.
 *
 * @param language BCP 47
 */
export function textProblems(language: string, own: TextMap, english: TextMap): readonly TextProblem[] {
  const wanted = textsWanted(language, english)
  const missing = [...wanted.keys()].filter((key) => !own.has(key))
  const unknown = [...own.keys()].filter((key) => !wanted.has(key))
  return [
    ...missing.map((key) => ({ key, kind: 'missing', message: 'is missing' }) as const),
    ...unknown.map((key) => ({ key, kind: 'unknown', message: 'there is no such text' }) as const),
    ...[...own].flatMap(([key, text]) =>
      strangePlaceholders(text, wanted.get(key), key).map(
        (message) => ({ key, kind: 'placeholder', message }) as const,
      ),
    ),
  ]
}

/** Every key a language has, with the English text that it stands for. */
export function textsWanted(language: string, english: TextMap): TextMap {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  // The English text of a form comes last, so that it counts where there is one.
  return new Map([...[...english].flatMap(([key, text]) => formsOf(key, text, forms)), ...zeros(english)])
}

export function textsIn(tree: TextTree): TextMap {
  return new Map(flatten(tree))
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

function zeros(english: TextMap): [string, string][] {
  return [...english].filter(([key]) => key.endsWith('_zero'))
}

function strangePlaceholders(text: string, english: string | undefined, key: string): string[] {
  if (english === undefined) return []
  const found = placeholders(text)
  const wanted = placeholders(english)
  const inWords = /_(zero|one|two|few|many)$/.test(key)
  const lacking = [...wanted].filter((name) => !found.has(name) && !(inWords && name === 'count'))
  return [
    ...lacking.map((name) => `lacks {{${name}}}`),
    ...[...found].filter((name) => !wanted.has(name)).map((name) => `{{${name}}} is not among its values`),
  ]
}

function placeholders(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\{\{(.*?)\}\}/gs)].map(([, name = '']) => name.trim()))
}
