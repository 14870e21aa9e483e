import { isDeepStrictEqual } from 'node:util'
import type * as z from 'zod'
import type { Path } from './document.ts'
import { formatKey, printable } from './problem.ts'
import { clientSchema } from './schema/clients.ts'
import { deploymentSchema } from './schema/deployment.ts'
import { gatewaySchema } from './schema/gateway.ts'
import type { Settings } from './settings.ts'
import type { Written, WrittenTable } from './written.ts'

/** A value by its name in the file, such as `[tokens] id_seconds`. */
type Leaves = ReadonlyMap<string, unknown>

/** Whether the value of that name may be read by whoever reads the audit log. */
type MayShow = (name: string) => boolean

const mayShow: Readonly<Record<'deployment' | 'client' | 'file' | 'gateway', MayShow>> = {
  deployment: (name) => !/^\[(secrets|store)\b/.test(name),
  // No browser sees where clients are told of a sign-out, so that address may hold a key, as a gateway's.
  client: (name) => !/^\[?(client_secret|jwks|backchannel_logout_uri)/.test(name),
  // Of texts it may be of interest what they say.
  file: (name) => name !== 'content',
  // Addresses, headers and payloads may each hold a key.
  gateway: (name) =>
    /^(enabled|priority|countries|method|deadline_milliseconds|allow_private|deduplicates)$/.test(name),
}

/** Characters of a value; a longer one is cut. */
const longest = 200

/**
 * What is different, a line for each option or entry by its name in the file, for the audit log. Secrets, what may hold
 * one, and people are said to have changed and not shown. Of settings that are from no file only people and texts are told.
 */
export function differences(before: Settings, after: Settings): readonly string[] {
  return [
    ...(before.written && after.written ? options(before.written, after.written) : []),
    ...entries(filesOf(before.branding), filesOf(after.branding), 'file', mayShow.file),
    ...people(before.users, after.users),
  ]
}

/** Whether anything else would be served: the same in other words is nothing else. */
export function differ(before: Settings, after: Settings): boolean {
  return !isDeepStrictEqual({ ...before, written: undefined }, { ...after, written: undefined })
}

function options(before: Written, after: Written): readonly string[] {
  const deployment = (written: Written) => leavesIn(deploymentSchema, written.deployment)
  return [
    ...between(deployment(before), deployment(after), '', mayShow.deployment),
    ...entries(clientsOf(before), clientsOf(after), 'client', mayShow.client),
    ...entries(gatewaysOf(before), gatewaysOf(after), 'gateway', mayShow.gateway),
  ]
}

function clientsOf({ clients }: Written): ReadonlyMap<string, Leaves> {
  return new Map(clients.map((written) => [String(written.table.client_id), leavesIn(clientSchema, written)]))
}

function gatewaysOf({ gateways }: Written): ReadonlyMap<string, Leaves> {
  return new Map(Object.entries(gateways).map(([name, written]) => [name, leavesIn(gatewaySchema, written)]))
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

/** A value that came from elsewhere than the file: that it changed is all that may be said. */
class Unshown {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** With defaults, so that writing one down is no change. Each was read by the same schema before. */
function leavesIn(schema: z.ZodType<object>, { table, hidden }: WrittenTable): Leaves {
  const leaves = leavesOf(schema.parse(table, { jitless: true }))
  return new Map(
    leaves.map(([name, value]) => [name, hidden.has(name) ? new Unshown(value) : value] as const),
  )
}

/** Tables are gone into; a list is one value. How many keys there are is nobody's business either. */
function leavesOf(table: object, path: Path = []): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const here = [...path, name]
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isTable ? leavesOf(value, here) : [[formatKey(here), value] as const]
  })
}

function between(before: Leaves, after: Leaves, of: string, may: MayShow): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => !isDeepStrictEqual(before.get(name), after.get(name)))
    .map((name) => {
      const [was, now] = [before.get(name), after.get(name)]
      const shown = may(name) && !(was instanceof Unshown) && !(now instanceof Unshown)
      return `${of}${name}: ${shown ? `${text(was)} -> ${text(now)}` : 'changed'}`
    })
}

function text(value: unknown): string {
  const written = printable(JSON.stringify(value) ?? 'unset')
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
    const of = `${kind} ${printable(name)}: `
    if (was === undefined) return [`${of}added`]
    if (now === undefined) return [`${of}removed`]
    return between(was, now, of, may)
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
