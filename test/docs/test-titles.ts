import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A title as it stands in the source; of a table of tests it is the template: `an answer ${status} counts as …`. */
const declaration =
  /\b(?:test|it|describe|suite)\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>/gs

/** The titles of every test and suite under `root`/test. Skipped ones and those to be done prove nothing and are left out. */
export function testTitles(root: string): ReadonlySet<string> {
  const files = globSync('test/**/*.ts', { cwd: root })
  const titles = files.flatMap((file) => titlesIn(readFileSync(join(root, file), 'utf8')))
  return new Set(titles)
}

export function titlesIn(source: string): string[] {
  const found = [...source.matchAll(declaration)]
  return found.map(({ groups }) => (groups?.title ?? '').replace(/\\(.)/g, '$1'))
}
