import { type AdapterPayload, errors } from 'oidc-provider'
import { readObject } from './read-object.ts'

/** Models whose records hang on a grant and go when it is revoked: the six the library's own adapter knows. */
const grantable: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
  'PreAuthorizedCode',
])

/** What strangers can make us store; a small request naming a large one must not fill the store (characters of JSON). */
const requests: ReadonlySet<string> = new Set(['Interaction', 'PushedAuthorizationRequest'])
const longestRequest = 16 * 1024

/** One of the provider's records, taken apart into what a store must be able to see. */
export interface StoredRecord {
  /** The payload as JSON, without `consumed`, and without its token value where that can be left out. */
  readonly text: string
  /** Seconds since the epoch. A payload that says so itself is saved as consumed. */
  readonly consumed: number | undefined
  /** Second way to find it: a session's uid, a device's user code. */
  readonly alias: string | undefined
  readonly grantId: string | undefined
}

/**
 * Takes a payload apart. A record that is only ever found by its id is stored without it: together with keys that
 * are digests of ids (256 random bits, so a plain digest does), whoever reads the store finds no access token, refresh
 * token or code to use.
 * What stays readable: the ids of sessions, device codes and of the interactions' sessions, since those records are found by
 * another name and must then tell their id. A session's id is worth nothing without the key that signs its cookie.
 */
export function pack(model: string, id: string, payload: AdapterPayload): StoredRecord {
  const { consumed, ...rest } = payload
  const alias = aliasOf(model, payload)
  if (alias === undefined && rest.jti === id) rest.jti = ''
  const text = JSON.stringify(rest)
  if (requests.has(model) && text.length > longestRequest)
    throw new errors.InvalidRequest('the request is too long')
  return {
    text,
    consumed: typeof consumed === 'number' ? consumed : undefined,
    alias,
    grantId: grantable.has(model) && typeof payload.grantId === 'string' ? payload.grantId : undefined,
  }
}

function aliasOf(model: string, payload: AdapterPayload): string | undefined {
  const alias = model === 'Session' ? payload.uid : payload.userCode
  return typeof alias === 'string' ? alias : undefined
}

/**
 * The payload as the library saved it, plus `consumed` when it has been.
 *
 * @param id the id it was looked up by; undefined when it was found by its alias
 * @returns undefined for a record that cannot be read: to the library it does not exist
 */
export function unpack(
  text: string,
  id: string | undefined,
  consumed: number | undefined,
): AdapterPayload | undefined {
  const payload = readObject(text)
  if (payload === undefined) return undefined
  if (payload.jti === '' && id !== undefined) payload.jti = id
  if (consumed !== undefined) payload.consumed = consumed
  return payload
}

/** What whoever comes second is told of a record that works once, as each endpoint has it (RFC 6749 5.2, RFC 9101 7). */
export function consumedBefore(model: string): Error {
  const message = 'already consumed, or gone'
  return model === 'PushedAuthorizationRequest'
    ? new errors.InvalidRequestUri(message)
    : new errors.InvalidGrant(message)
}
