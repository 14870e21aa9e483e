import { isDeepStrictEqual } from 'node:util'
import type { Settings } from './settings.ts'

/** A value by its path, such as `tokens.id_seconds`. */
type Leaves = ReadonlyMap<string, unknown>

/** Whether the value at a path may be read by whoever reads the audit log. */
type MayShow = (path: string) => boolean

const mayShow: Readonly<Record<'deployment' | 'client' | 'file' | 'gateway', MayShow>> = {
  deployment: (path) => !/^(secrets|store)\b/.test(path),
  // No browser sees where clients are told of a sign-out, so that address may hold a key, as a gateway's.
  client: (path) => !/^(client_secret|jwks|backchannel_logout_uri)/.test(path),
  // Of texts it may be of interest what they say.
  file: (path) => path !== 'content',
  // Addresses, headers and payloads may each hold a key.
  gateway: (path) =>
    /^(enabled|priority|countries|method|deadline_ms|allow_private|deduplicates)\b/.test(path),
}

/** Characters of a value; a longer one is cut. */
const longest = 200

/**
 * What is different, a line for each option or entry, for the audit log. Secrets, what may hold one, and people are said
 * to have changed and not shown.
 */
export function differences(before: Settings, after: Settings): readonly string[] {
  const { deployment: was, clients, gateways, files } = parted(before)
  const now = parted(after)
  return [
    ...between(was, now.deployment, '', mayShow.deployment),
    ...entries(clients, now.clients, 'client', mayShow.client),
    ...entries(gateways, now.gateways, 'gateway', mayShow.gateway),
    ...entries(files, now.files, 'file', mayShow.file),
    ...people(before.users, after.users),
  ]
}

function parted({ clients, users: _, gateways, secrets, branding, ...deployment }: Settings) {
  return {
    // Each key list whole: how many keys there are is nobody's business either.
    deployment: new Map([
      ...leavesOf(deployment),
      ...Object.entries(secrets).map(([name, keys]) => [`secrets.${snake(name)}`, keys] as const),
    ]),
    clients: new Map(
      clients.map(({ metadata, ...own }) => [metadata.client_id, leavesOf({ ...own, ...metadata })] as const),
    ),
    gateways: new Map(gateways.map((gateway) => [gateway.name, leavesOf({ ...gateway })] as const)),
    files: filesOf(branding),
  }
}

/** What an admin dropped beside the options, by the file it came from. */
function filesOf(branding: Settings['branding']): ReadonlyMap<string, Leaves> {
  const { texts = {}, templates = {}, theme, logo } = branding ?? {}
  const content = (value: unknown): Leaves => new Map([['content', value]])
  return new Map([
    ...Object.entries(texts).map(
      ([language, keys]) => [`locales/${language}.json`, new Map(Object.entries(keys))] as const,
    ),
    ...Object.entries(templates).map(([name, text]) => [`pages/${name}.liquid`, content(text)] as const),
    ...(theme === undefined ? [] : [['pages/theme.css', content(theme)] as const]),
    ...(logo === undefined ? [] : [[`pages/logo${logo.extension}`, content(logo.body)] as const]),
  ])
}

/** Tables are gone into; a list is one value. */
function leavesOf(table: object, path = ''): Leaves {
  const leaves = Object.entries(table).flatMap(([name, value]): [string, unknown][] => {
    const here = `${path}${snake(name)}`
    if (value instanceof Set) return [[here, [...value].toSorted()]]
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isTable ? [...leavesOf(value, `${here}.`)] : [[here, value]]
  })
  return new Map(leaves)
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function between(before: Leaves, after: Leaves, of: string, may: MayShow): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !isDeepStrictEqual(before.get(path), after.get(path)))
    .map((path) => {
      const change = `${text(before.get(path))} -> ${text(after.get(path))}`
      return `${of}${path}: ${may(path) ? change : 'changed'}`
    })
}

function text(value: unknown): string {
  const written = JSON.stringify(value) ?? 'unset'
  return written.length > longest ? `${written.slice(0, longest)}…` : written
}

function entries(
  before: ReadonlyMap<string, Leaves>,
  after: ReadonlyMap<string, Leaves>,
  kind: string,
  may: MayShow,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, now] = [before.get(name), after.get(name)]
    if (was === undefined) return [`${kind} ${name}: added`]
    if (now === undefined) return [`${kind} ${name}: removed`]
    return between(was, now, `${kind} ${name}: `, may)
  })
}

function people(before: Settings['users'], after: Settings['users']): readonly string[] {
  const was = new Map(before.map((user) => [user.username, user]))
  const now = new Map(after.map((user) => [user.username, user]))
  const count = (users: typeof was, found: (name: string) => boolean) =>
    [...users.keys()].filter(found).length
  const added = count(now, (name) => !was.has(name))
  const removed = count(was, (name) => !now.has(name))
  const changed = count(now, (name) => was.has(name) && !isDeepStrictEqual(was.get(name), now.get(name)))
  if (added + removed + changed === 0) return []
  return [`users: ${added} added, ${changed} changed, ${removed} removed`]
}
