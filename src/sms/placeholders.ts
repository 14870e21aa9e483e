import { type Encoder, TemplateError } from './places.ts'

/** What a gateway file can put into its request as `$ctx.name`. */
export const placeholders = ['num', 'msg', 'otp', 'encoding', 'id', 'id32', 'time', 'template'] as const

export type Placeholder = (typeof placeholders)[number]

/**
 * `num` in the gateway's number format, `msg` the whole text, `otp` the code alone, `encoding` what the file calls the
 * text's alphabet, `id` the message's own id and `id32` 31 bits of its digest, `time` the send in Unix seconds,
 * `template` the id of the approved template in the text's language.
 */
export type Values = Readonly<Record<Placeholder, string>>

/** Literal texts, and the places between them where values go. */
export type Template = readonly (string | Slot)[]

interface Slot {
  readonly name: Placeholder
  readonly encode: Encoder
}

/**
 * What is pasted from a guide, made clean: no blanks round it, no backslash before a placeholder, an artefact of the
 * tool that made such pages.
 */
export function pasted(text: string): string {
  return text.trim().replaceAll('\\$ctx.', '$ctx.')
}

/**
 * Splits a text at its placeholders.
 *
 * @param encoderAt what writes a value for the place of this placeholder, which begins at `index`
 * @throws TemplateError for a placeholder there is not
 */
export function parseText(text: string, encoderAt: (name: Placeholder, index: number) => Encoder): Template {
  const template: (string | Slot)[] = []
  let end = 0
  for (const match of text.matchAll(/\$ctx\.(\w*)/g)) {
    const name = placeholderNamed(match[1] ?? '')
    template.push(text.slice(end, match.index), { name, encode: encoderAt(name, match.index) })
    end = match.index + match[0].length
  }
  return [...template, text.slice(end)]
}

function placeholderNamed(name: string): Placeholder {
  const known = placeholders.find((placeholder) => placeholder === name)
  if (known !== undefined) return known
  const all = placeholders.map((placeholder) => `$ctx.${placeholder}`).join(', ')
  throw new TemplateError(`unknown placeholder $ctx.${name.slice(0, 20)}, allowed: ${all}`)
}

/** The placeholders of a template. */
export function namesIn(template: Template): readonly Placeholder[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [part.name]))
}

/**
 * Puts the values in. The template was split before, so a value that looks like a placeholder stays what it is.
 *
 * @throws TemplateError when a value cannot be written in its place
 */
export function fill(template: Template, values: Values): string {
  return template.map((part) => (typeof part === 'string' ? part : write(part, values[part.name]))).join('')
}

function write({ encode }: Slot, value: string): string {
  return encode(sendable(value))
}

/** NUL ends a text in many a gateway, and half a surrogate pair becomes another character in UTF-8: refused everywhere. */
export function sendable(value: string): string {
  if (value.includes('\0')) throw new TemplateError('a NUL cannot be sent')
  if (!value.isWellFormed()) throw new TemplateError('half a surrogate pair cannot be sent')
  return value
}
