import type { DatabaseSync } from 'node:sqlite'
import { type Adapter, errors, Provider } from 'oidc-provider'
import { digestOf } from '../../../interactions/digest.ts'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { consumedBefore, pack, unpack } from '../record.ts'
import { movedFor, type Store } from '../store.ts'
import { guarded, transaction } from './database.ts'

/** The provider's records in the `records` table; expired rows do not exist, the sweep takes them away later. */
export function embeddedRecords(
  database: DatabaseSync,
  clock: Clock,
): Pick<Store, 'adapter' | 'sessionMoves'> {
  const statements = prepare(database)
  const lost = new WeakSet<object>()
  return {
    adapter: (model) => createAdapter(model, { database, clock, statements, lost }),
    sessionMoves: {
      hasMoved: async (_context, id) =>
        guarded(() => statements.isEnded.get('Session', digestOf(id), clock())) !== undefined,
      wasLost: (context) => lost.has(context),
    },
  }
}

interface Parts {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly statements: ReturnType<typeof prepare>
  /** Requests whose session could not be saved; see SessionMoves. */
  readonly lost: WeakSet<object>
}

function prepare(database: DatabaseSync) {
  const insert = `INSERT INTO records (model, id, payload, consumed, alias, grant_id, expires)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload,
    consumed = excluded.consumed, alias = excluded.alias, grant_id = excluded.grant_id, expires = excluded.expires`
  return {
    // A row without payload is a login that has been resumed, or a session with another id by now: neither comes back.
    upsert: database.prepare(`${insert} WHERE records.payload <> ''`),
    end: database.prepare(
      `UPDATE records SET payload = '' WHERE model = ? AND id = ? AND payload <> '' AND expires > ?`,
    ),
    endSession: database.prepare(
      `UPDATE records SET payload = '', alias = NULL, expires = ? WHERE model = ? AND id = ?`,
    ),
    isEnded: database.prepare(
      `SELECT 1 FROM records WHERE model = ? AND id = ? AND payload = '' AND expires > ?`,
    ),
    insertNew: database.prepare(`${insert} WHERE records.expires <= ?`),
    leaveAlias: database.prepare('UPDATE records SET alias = NULL WHERE model = ? AND alias = ? AND id <> ?'),
    find: database.prepare(
      'SELECT payload, consumed FROM records WHERE model = ? AND id = ? AND (expires IS NULL OR expires > ?)',
    ),
    findByAlias: database.prepare(
      'SELECT payload, consumed FROM records WHERE model = ? AND alias = ? AND (expires IS NULL OR expires > ?)',
    ),
    consume: database.prepare(`UPDATE records SET consumed = ? WHERE model = ? AND id = ? AND consumed IS NULL
      AND (expires IS NULL OR expires > ?)`),
    destroy: database.prepare('DELETE FROM records WHERE model = ? AND id = ?'),
    revoke: database.prepare('DELETE FROM records WHERE grant_id = ?'),
  }
}

function createAdapter(model: string, { database, clock, statements, lost }: Parts): Adapter {
  const find = (statement: 'find' | 'findByAlias', key: string, id?: string) => {
    const row = guarded(() => statements[statement].get(model, key, clock()))
    return row === undefined ? undefined : unpack(String(row.payload), id, numberOf(row.consumed))
  }
  /** A login is resumed once: of two that read its interaction at the same time only the one that ends it goes on. */
  const end = (key: string) => {
    if (guarded(() => statements.end.run(model, key, clock())).changes === 0) throw ended()
  }
  return {
    async upsert(id, payload, expiresIn) {
      const { text, consumed = null, alias, grantId } = pack(model, id, payload)
      const [key, other] = [digestOf(id), alias === undefined ? null : digestOf(alias)]
      const expires = expiresIn === undefined ? null : clock() + Math.max(1, expiresIn) * 1000
      const row = [model, key, text, consumed, other, grantId ?? null, expires] as const
      if (model === 'ReplayDetection') {
        // The library looks first and saves then; only the save can decide between two at once.
        if (guarded(() => statements.insertNew.run(...row, clock())).changes === 0) throw replayed()
      } else if (other === null) {
        if (guarded(() => statements.upsert.run(...row)).changes === 0) throw ended()
      } else {
        const saved = transaction(database, () => {
          if (statements.isEnded.get(model, key, clock()) !== undefined) return false
          statements.leaveAlias.run(model, other, key)
          statements.upsert.run(...row)
          return true
        })
        if (!saved && Provider.ctx !== undefined) lost.add(Provider.ctx)
      }
    },
    find: async (id) => find('find', digestOf(id), id),
    findByUid: async (uid) => find('findByAlias', digestOf(uid)),
    findByUserCode: async (userCode) => find('findByAlias', digestOf(userCode)),
    async consume(id) {
      const now = clock()
      const won = guarded(() => statements.consume.run(Math.floor(now / 1000), model, digestOf(id), now))
      if (won.changes === 0) throw consumedBefore(model)
    },
    async destroy(id) {
      if (model === 'Interaction') return end(digestOf(id))
      if (model === 'Session') {
        guarded(() => statements.endSession.run(clock() + movedFor, model, digestOf(id)))
        return
      }
      guarded(() => statements.destroy.run(model, digestOf(id)))
    },
    async revokeByGrantId(grantId) {
      guarded(() => statements.revoke.run(grantId))
    },
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function ended(): Error {
  return new errors.SessionNotFound('interaction session not found')
}

function replayed(): Error {
  return new errors.InvalidRequest('used before')
}
