import * as z from 'zod'

/*
 * The building blocks of every schema. A leaf's error text is what is allowed there, in words; shape.ts puts
 * what was found in front of it. Add a sentence with `.describe()`; `secret` marks what is never shown.
 * From this `npm run reference` writes templates, JSON Schemas and docs/options.md.
 */

export function table<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? 'a table' : undefined) })
}

export function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`
  return z.int({ error }).min(from, { error }).max(to, { error })
}

export function flag() {
  return z.boolean({ error: 'true or false' })
}

export function choice<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, { error: values.map((value) => `"${value}"`).join(' or ') })
}

/** A text that passes the test; `allowed` says in words what the test wants. */
export function text(allowed: string, test: (value: string) => boolean = (value) => value !== '') {
  return z.string({ error: allowed }).refine(test, { error: allowed })
}

/** A list of such items, at least `from` and at most `to` of them. */
export function list<T extends z.ZodType>(item: T, allowed: string, from = 0, to = 100) {
  return z.array(item, { error: allowed }).min(from, { error: allowed }).max(to, { error: allowed })
}

/**
 * The sentence about an option that has no default, and the example that its template shows in the place of one.
 *
 * @param live the template sets it, not commented out: the demo needs it
 */
export function shown(description: string, example: unknown, live?: 'live') {
  return { description, examples: [example], ...(live && { live: true }) }
}

/** The same about an option whose value must never be shown. */
export function secret(description: string, example?: unknown, live?: 'live') {
  const sentence = example === undefined ? { description } : shown(description, example, live)
  return { ...sentence, secret: true }
}
