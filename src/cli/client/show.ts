import { exitCode } from '../running.ts'
import { readClientFile, type ShownClient } from './read.ts'
import { type Facts, recipeFor } from './recipes.ts'

export interface ShowOptions {
  readonly directory: string
  readonly id: string
  readonly json: boolean
  /** One of recipeNames: prints that product's settings instead. */
  readonly product?: string
  readonly out: { write(text: string): unknown }
}

/** Prints one application and what to enter on its side. @returns the exit code */
export async function showClient({ directory, id, json, product, out }: ShowOptions): Promise<number> {
  const { issuer, clients } = await readClientFile(directory)
  const client = clients.find((each) => each.id === id)
  if (client === undefined) {
    const known = clients.map((each) => each.id).join(', ') || 'none'
    out.write(`There is no client "${id}" in clients.toml. There are: ${known}.\n`)
    return exitCode.failed
  }
  const reason = product === undefined ? undefined : noRecipe(client, product)
  if (reason !== undefined) {
    out.write(`There are no settings of ${product} for "${id}": ${reason}\n`)
    return exitCode.failed
  }
  if (json) out.write(`${JSON.stringify(client, undefined, 2)}\n`)
  else for (const line of linesOf(issuer, client, product)) out.write(`${line}\n`)
  return 0
}

/** Products sign people in; of ours, only one can do without a secret. */
function noRecipe({ signs_in, has_secret }: ShownClient, product: string): string | undefined {
  if (!signs_in) return 'nobody signs in to an API, it asks what access tokens say.'
  return has_secret === true || product === 'openid-client' ? undefined : 'it wants a client_secret there.'
}

function linesOf(issuer: string, client: ShownClient, product: string | undefined): string[] {
  const facts: Facts = {
    issuer,
    clientId: client.id,
    redirectUri: listOf(client.redirect_uris)[0] ?? '',
    confidential: client.has_secret === true,
  }
  const recipe = product === undefined ? undefined : recipeFor(product, facts)
  if (recipe !== undefined) return [recipe]
  const given = Object.entries(client).filter(([, value]) => value !== undefined)
  const settings = given.map(([key, value]) => `${key}: ${textOf(value)}`)
  return [...settings, '', `issuer: ${issuer}`, `discovery: ${issuer}/.well-known/openid-configuration`]
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ') || '-'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
