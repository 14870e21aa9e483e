import { type Adapter, type AdapterFactory, type AdapterPayload, errors, Provider } from 'oidc-provider'
import { digestOf } from '../../../interactions/digest.ts'
import { consumedBefore, pack, unpack } from '../record.ts'
import { movedFor, type SessionMoves } from '../store.ts'
import type { Connection } from './connection.ts'
import {
  consumeRecord,
  destroyRecord,
  ended,
  endInteraction,
  endSession,
  revokeGrant,
  saveNewRecord,
  saveRecord,
} from './record-scripts.ts'
import type { Requests } from './requests.ts'

export interface AdapterParts {
  readonly connection: Connection
  readonly prefix: string
  readonly requests: Requests
  /** Starts reading an account that the provider is about to ask for. */
  readonly readAccountAhead: (id: string) => void
}

/** The provider's records in Redis: each call is one command. What a record looks like is said in record-scripts.ts. */
export function redisAdapter(parts: AdapterParts): AdapterFactory {
  return (model) => {
    const adapter = createAdapter(model, parts)
    if (model === 'Interaction') return { ...adapter, ...interactionWrites(parts) }
    return model === 'Session' ? { ...adapter, ...sessionWrites(parts) } : adapter
  }
}

/**
 * A login is resumed once: of two that read its interaction at the same time only the one that ends it goes on.
 * Never left to later, for that reason.
 */
function interactionWrites(parts: AdapterParts): Pick<Adapter, 'upsert' | 'destroy'> {
  const { connection, prefix, requests } = parts
  const { recordKey } = keysOf(prefix)
  const decide = async (work: Promise<unknown>) => {
    if ((await work) !== 1) throw new errors.SessionNotFound('interaction session not found')
  }
  return {
    upsert: (id, payload, expiresIn) =>
      requests.write(decide(save(parts, 'Interaction', id, payload, expiresIn ?? 1))),
    destroy: (id) => decide(connection.run(endInteraction, [recordKey('Interaction', id)])),
  }
}

/** See SessionMoves: who had a session in hand when it got another id does not bring the old one back. */
function sessionWrites(parts: AdapterParts): Pick<Adapter, 'upsert' | 'destroy'> {
  const { connection, requests, prefix } = parts
  const { recordKey } = keysOf(prefix)
  return {
    upsert(id, payload, expiresIn) {
      const lose = requests.loser()
      requests.forget('Session')
      return requests.write(
        save(parts, 'Session', id, payload, expiresIn).then((saved) => {
          if (saved !== 1) lose()
        }),
      )
    },
    destroy(id) {
      requests.forget('Session')
      return requests.write(connection.run(endSession, [recordKey('Session', id)], [movedFor]))
    },
  }
}

/** The reply is left for the provider, which asks for the same session next. */
export function redisSessionMoves({ connection, prefix, requests }: AdapterParts): SessionMoves {
  const { recordKey } = keysOf(prefix)
  return {
    async hasMoved(context, id) {
      const key = recordKey('Session', id)
      const reply = connection.read((client) => client.get(key))
      requests.ahead('Session', key, () => reply, context)
      return (await reply) === ended
    },
    wasLost: requests.wasLost,
  }
}

function createAdapter(model: string, parts: AdapterParts): Adapter {
  const { connection, requests } = parts
  const { recordKey, aliasKey } = keysOf(parts.prefix)
  const find = async (key: string, id?: string) => {
    const value = await (requests.take(model, key) ?? connection.read((client) => client.get(key)))
    const payload = value === null ? undefined : parse(value, id)
    if (payload !== undefined) readOnAhead(model, payload, parts)
    return payload
  }
  const findByAlias = (alias: string) => find(aliasKey(model, alias))
  const write = (work: Promise<unknown>) => {
    requests.forget(model)
    return requests.write(work)
  }
  return {
    upsert: (id, payload, expiresIn) =>
      model === 'ReplayDetection'
        ? saveOnce(parts, recordKey(model, id), pack(model, id, payload).text, expiresIn)
        : write(save(parts, model, id, payload, expiresIn)),
    find: (id) => find(recordKey(model, id), id),
    findByUid: findByAlias,
    findByUserCode: findByAlias,
    async consume(id) {
      requests.forget(model)
      // Never left to later: whether this caller was the first decides everything that follows.
      const won = await connection.run(consumeRecord, [recordKey(model, id)])
      if (won === 1) return
      // The library looked before either of two at once had won, so it falls to us to end the family (RFC 9700 4.14.2).
      const { grantId } = (await find(recordKey(model, id), id)) ?? {}
      if (grantId !== undefined) await endFamily(parts, grantId)
      throw consumedBefore(model)
    },
    destroy: (id) => write(connection.run(destroyRecord, [recordKey(model, id)])),
    revokeByGrantId: (grantId) => write(connection.run(revokeGrant, [grantKey(parts.prefix, grantId)])),
  }
}

async function endFamily({ connection, prefix }: AdapterParts, grantId: string): Promise<void> {
  await Promise.all([
    connection.run(destroyRecord, [keysOf(prefix).recordKey('Grant', grantId)]),
    connection.run(revokeGrant, [grantKey(prefix, grantId)]),
  ])
}

function save(
  { connection, prefix }: AdapterParts,
  model: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): Promise<unknown> {
  const { recordKey, aliasKey } = keysOf(prefix)
  const { text, consumed, alias, grantId } = pack(model, id, payload)
  const keys = [recordKey(model, id)]
  const position = (key: string | undefined) => (key === undefined ? 0 : keys.push(key))
  const aliased = alias === undefined ? undefined : aliasKey(model, alias)
  const granted = grantId === undefined ? undefined : grantKey(prefix, grantId)
  const value = `1 ${consumed ?? ''} ${aliased ?? ''} ${granted ?? ''}\n${text}`
  return connection.run(saveRecord, keys, [value, lifetime(expiresIn), position(aliased), position(granted)])
}

/** The library looks first and saves then; only the save can decide between two at once. */
async function saveOnce(
  { connection }: AdapterParts,
  key: string,
  text: string,
  expiresIn: number | undefined,
): Promise<void> {
  const saved = await connection.run(saveNewRecord, [key], [`1   \n${text}`, lifetime(expiresIn ?? 1)])
  if (saved !== 1) throw new errors.InvalidRequest('used before')
}

function lifetime(expiresIn: number | undefined): number | '' {
  return expiresIn === undefined ? '' : Math.ceil(Math.max(1, expiresIn) * 1000)
}

function parse(value: string, id: string | undefined): AdapterPayload | undefined {
  const end = value.indexOf('\n')
  const [version, consumed = ''] = value.slice(0, end).split(' ')
  if (version !== '1') return undefined
  return unpack(value.slice(end + 1), id, consumed === '' ? undefined : Number(consumed))
}

const tokens: ReadonlySet<string> = new Set(['AuthorizationCode', 'RefreshToken', 'AccessToken'])
const redeemingRoutes: ReadonlySet<string> = new Set(['token', 'userinfo'])

/**
 * A token names the session, grant and account that the library looks up right after it, one by one, and the result of
 * a login the account. On the routes where it always does, they are read together instead. An account is a wait older
 * by that when a login ends; whatever is asked for with its session or tokens looks at the account again.
 */
function readOnAhead(model: string, payload: AdapterPayload, { connection, ...parts }: AdapterParts): void {
  const { readAccountAhead, requests } = parts
  const route = Provider.ctx?.oidc.route ?? ''
  const { login } = payload.result ?? {}
  if (model === 'Interaction' && route === 'resume' && login !== undefined) readAccountAhead(login.accountId)
  if (!tokens.has(model) || payload.consumed || !redeemingRoutes.has(route)) return
  const { recordKey, aliasKey } = keysOf(parts.prefix)
  const { grantId, sessionUid, expiresWithSession, accountId } = payload
  const wanted = [
    ...(expiresWithSession && sessionUid ? [['Session', aliasKey('Session', sessionUid)] as const] : []),
    ...(grantId ? [['Grant', recordKey('Grant', grantId)] as const] : []),
  ]
  if (wanted.length > 0) {
    const values = connection.read((client) => client.mget(wanted.map(([, key]) => key)))
    for (const [index, [kind, key]] of wanted.entries()) {
      requests.ahead(kind, key, async () => (await values)[index] ?? null)
    }
  }
  if (accountId) readAccountAhead(accountId)
}

function keysOf(prefix: string) {
  return {
    recordKey: (model: string, id: string) => `${prefix}${model}:${digestOf(id)}`,
    aliasKey: (model: string, alias: string) => `${prefix}${model}.alias:${digestOf(alias)}`,
  }
}

function grantKey(prefix: string, grantId: string): string {
  return `${prefix}grant:${digestOf(grantId)}`
}
