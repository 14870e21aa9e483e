import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedFiles } from './reference/generated.ts'

/** `npm run reference`: templates, JSON Schemas and docs/options.md, from src/config/schema/. */
const root = join(import.meta.dirname, '..')
for (const [path, text] of generatedFiles()) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
