import { copyFile, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSide, type Side } from './sides.ts'
import type { World } from './world.ts'

/** What V8's profiler writes, as far as it is read here. */
interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** Ids of nodes, one a sample. */
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** Where a login's time on the main thread goes: milliseconds per login, by function, most first. */
export interface Hotspots {
  readonly functions: readonly (readonly [place: string, milliseconds: number])[]
  /** The same by file or package. */
  readonly parts: readonly (readonly [place: string, milliseconds: number])[]
  /** The whole profile, for a viewer. */
  readonly path: string
}

const root = fileURLToPath(new URL('../', import.meta.url))

/** Profiles logins of one side after a warm-up; the profile is left in the working directory. */
export async function profileLogins(world: World, name: Side['name'], logins: number): Promise<Hotspots> {
  const { child, logIn } = await openSide(world, name)
  const path = join(world.folder, `${name}.cpuprofile`)
  await logIn(400, 4)
  await child.ask({ ask: 'profile' })
  await logIn(logins, 4)
  await child.ask({ ask: 'end-profile', path })
  await child.stop()
  const kept = `bench-${name}.cpuprofile`
  await copyFile(path, kept)
  const profile: Profile = JSON.parse(await readFile(path, 'utf8'))
  return {
    functions: selfTimes(profile, logins, functionOf),
    parts: selfTimes(profile, logins, partOf),
    path: kept,
  }
}

function selfTimes(profile: Profile, logins: number, placeOf: (node: ProfileNode) => string) {
  const places = new Map(profile.nodes.map((node) => [node.id, placeOf(node)]))
  const times = new Map<string, number>()
  profile.samples.forEach((id, index) => {
    const place = places.get(id) ?? ''
    times.set(place, (times.get(place) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000 / logins)
  })
  times.delete('(idle)')
  return [...times].sort(([, a], [, b]) => b - a)
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
