import * as z from 'zod'
import { core } from '../../src/config/schema/walk.ts'
import { describeOption, type Option } from './option.ts'

/** One table of a file, in the order of the schema; tables inside it are sections that follow. */
export interface Section {
  /** Names from the file's root; empty for the root itself. */
  readonly path: readonly string[]
  readonly sentence: string
  /** The table may be left out, or must be filled in when it is there: a template shows it commented out. */
  readonly dormant: boolean
  readonly options: readonly Option[]
}

/** @param base the table that the schema describes, such as `['client']` of `[[client]]` */
export function sectionsOf(schema: z.ZodType, base: readonly string[] = []): readonly Section[] {
  return walk(schema, base, base.length > 0)
}

function walk(schema: z.ZodType, path: readonly string[], dormantAbove: boolean): readonly Section[] {
  const table = core(schema)
  if (!(table instanceof z.ZodObject)) return []
  const entries: readonly (readonly [string, z.ZodType])[] = Object.entries(table.shape)
  const options = entries
    .filter(([, each]) => !isSection(each))
    .map(([name, each]) => describeOption([...path, name], each))
  const dormant =
    dormantAbove || schema instanceof z.ZodOptional || options.some(({ required, live }) => required && !live)
  const section = { path, sentence: schema.meta()?.description ?? '', dormant, options }
  const inside = entries.filter(([, each]) => isSection(each))
  return [section, ...inside.flatMap(([name, each]) => walk(each, [...path, name], dormant))]
}

/** A table whose names are ours; one whose names are free, or somebody else's, is an option. */
function isSection(schema: z.ZodType): boolean {
  const inner = core(schema)
  return inner instanceof z.ZodObject && inner.def.catchall instanceof z.ZodNever
}
