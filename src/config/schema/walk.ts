import * as z from 'zod'
import type { Path } from '../document.ts'

/** Takes defaults and optionality off. */
export function core(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  return wrapped ? core(schema.unwrap()) : schema
}

/** The schemas met on the way from a schema to a path, as far as the path is known. */
function schemasAlong(schema: z.ZodType, path: Path): readonly unknown[] {
  const along: unknown[] = [schema]
  for (const part of path) {
    const next = below(core(along.at(-1)), part)
    if (next === undefined) break
    along.push(next)
  }
  return along
}

function below(schema: unknown, part: string | number): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[part]
  if (schema instanceof z.ZodArray) return schema.element
  return undefined
}

/** Names of the keys a table may have at a path. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const along = schemasAlong(schema, path)
  const here = core(along.at(-1))
  return along.length === path.length + 1 && here instanceof z.ZodObject ? Object.keys(here.shape) : []
}

/** True when the path, or a table or list it is in, is marked secret. */
export function isSecret(schema: z.ZodType, path: Path): boolean {
  return schemasAlong(schema, path).some((part) =>
    [part, core(part)].some((one) => one instanceof z.ZodType && one.meta()?.secret === true),
  )
}
