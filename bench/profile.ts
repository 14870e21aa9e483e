import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSide, type Side } from './sides.ts'
import type { World } from './world.ts'

/** What V8's profiler writes, as far as it is read here. */
interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** Ids of nodes, one a sample. */
  readonly samples: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/**
 * Where a login's processor time goes: milliseconds per login, most first. Shares are counted in samples, not timed:
 * on a busy machine the time between two of them is often somebody else's.
 */
export interface Hotspots {
  readonly functions: readonly (readonly [place: string, milliseconds: number])[]
  /** The same by file or package. */
  readonly parts: readonly (readonly [place: string, milliseconds: number])[]
  /** The whole profile, for a viewer. */
  readonly path: string
}

const root = fileURLToPath(new URL('../', import.meta.url))

/** Profiles logins of one side after a warm-up; the profile is left in the folder for temporary files. */
export async function profileLogins(world: World, name: Side['name'], logins: number): Promise<Hotspots> {
  const { child, logIn } = await openSide(world, name)
  const path = join(tmpdir(), `latchkey-bench-${name}.cpuprofile`)
  await logIn(400, 4)
  const before = await child.ask({ ask: 'profile' })
  await logIn(logins, 4)
  const after = await child.ask({ ask: 'end-profile', path })
  await child.stop()
  const profile: Profile = JSON.parse(await readFile(path, 'utf8'))
  const cpu = (after.cpu - before.cpu) / logins
  return { functions: selfTimes(profile, cpu, functionOf), parts: selfTimes(profile, cpu, partOf), path }
}

function selfTimes({ nodes, samples }: Profile, cpu: number, placeOf: (node: ProfileNode) => string) {
  const places = new Map(nodes.map((node) => [node.id, placeOf(node)]))
  const busy = samples.map((id) => places.get(id) ?? '').filter((place) => place !== '(idle)')
  const counts = Map.groupBy(busy, (place) => place)
  return [...counts]
    .map(([place, hits]) => [place, (hits.length / busy.length) * cpu] as const)
    .sort(([, a], [, b]) => b - a)
}

function functionOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  if (url === '') return functionName
  return `${functionName || '(anonymous)'} ${fileOf(url)}:${lineNumber + 1}`
}

/** A package is one part, and so is a folder of ours or of Node's. */
function partOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native code'
  const file = fileOf(url)
  const [, library] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? []
  if (library !== undefined) return library
  return file.split('/').slice(0, 2).join('/')
}

function fileOf(url: string): string {
  return url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
}
