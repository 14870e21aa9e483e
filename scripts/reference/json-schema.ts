import * as z from 'zod'
import type { ReferenceFile } from './files.ts'

/** A value that `${NAME}` or `file:` stands for is known only where the server runs. */
const reference = { type: 'string', pattern: '^file:|\\$\\{' }

/**
 * The JSON Schema by which an editor completes and checks a file. It refuses nothing that the loader accepts; rules that
 * only the loader knows are not in it.
 */
export function jsonSchemaOf({ schema, base, title }: ReferenceFile): string {
  const described = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', override: mend })
  const { $schema, ...table } = described
  const [name] = base
  const rows = { type: 'object', properties: { [name ?? '']: { type: 'array', items: table } } }
  const file = name === undefined ? table : { ...rows, additionalProperties: false }
  return `${JSON.stringify({ $schema, title, ...file }, null, 2)}\n`
}

function mend({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: Record<string, unknown> }): void {
  for (const own of ['live', 'secret']) delete jsonSchema[own]
  if (!(zodSchema instanceof z.ZodEnum)) return
  const { type, enum: choices } = jsonSchema
  delete jsonSchema.type
  delete jsonSchema.enum
  jsonSchema.anyOf = [{ type, enum: choices }, reference]
}
