import { referenceFiles } from './files.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { optionsTable } from './options-table.ts'
import { templateOf } from './template.ts'

/** Every file that is written from the schemas: its path from the repository's root, and its text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...referenceFiles.map((file) => [file.path, templateOf(file)] as const),
    ...referenceFiles.map((file) => [file.schemaPath, jsonSchemaOf(file)] as const),
    ['docs/options.md', optionsTable()],
  ])
}
