import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../folder.ts'
import { StoreUnavailableError } from '../store.ts'

/** The embedded store's files, open for this process alone. */
export interface Databases {
  /** What lives for minutes to days; the last moments may be lost with the power. */
  readonly state: DatabaseSync
  /** What must never be lost: each write is on the disk before it is answered. */
  readonly accounts: DatabaseSync
  close(): void
}

/** One list of steps a file; step n takes it from version n to n+1 (`PRAGMA user_version`). Steps are only ever added. */
const stateSteps = [
  `CREATE TABLE records (
     model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, consumed INTEGER,
     alias TEXT, grant_id TEXT, expires INTEGER, PRIMARY KEY (model, id)) STRICT;
   CREATE UNIQUE INDEX records_alias ON records (model, alias) WHERE alias IS NOT NULL;
   CREATE INDEX records_grant ON records (grant_id) WHERE grant_id IS NOT NULL;
   CREATE INDEX records_expires ON records (expires) WHERE expires IS NOT NULL;
   CREATE TABLE challenges (
     account TEXT NOT NULL, purpose TEXT NOT NULL, browser TEXT NOT NULL, state TEXT NOT NULL,
     expires INTEGER NOT NULL, PRIMARY KEY (account, purpose, browser)) STRICT;
   CREATE INDEX challenges_expires ON challenges (expires);
   CREATE TABLE pulse (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;`,
  `CREATE TABLE receipts (id TEXT PRIMARY KEY, state TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
   CREATE INDEX receipts_expires ON receipts (expires);`,
  `CREATE TABLE failures (account TEXT PRIMARY KEY, state TEXT NOT NULL, expires INTEGER) STRICT;
   CREATE INDEX failures_expires ON failures (expires) WHERE expires IS NOT NULL;`,
  `CREATE TABLE limits (key TEXT PRIMARY KEY, state TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
   CREATE INDEX limits_expires ON limits (expires);`,
  `CREATE TABLE pending (
     account TEXT NOT NULL, purpose TEXT NOT NULL, browser TEXT NOT NULL, facts TEXT NOT NULL,
     expires INTEGER NOT NULL, PRIMARY KEY (account, purpose, browser)) STRICT;
   CREATE INDEX pending_expires ON pending (expires);`,
  `CREATE TABLE activity (
     id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, entry TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
   CREATE INDEX activity_account ON activity (account, id);
   CREATE INDEX activity_expires ON activity (expires);`,
]

const accountSteps = [
  `CREATE TABLE accounts (id TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE TABLE identifiers (identifier TEXT PRIMARY KEY, account TEXT NOT NULL) STRICT;
   CREATE INDEX identifiers_account ON identifiers (account);`,
]

/**
 * Opens the files, making folder (0700) and files (0600) where there are none.
 *
 * @param options.beside for a command that writes a line or two beside a process that serves: SQLite itself keeps two
 *   writers apart, the lock keeps apart two that serve
 * @throws one clear error when the folder cannot be used, another process has it, or a newer version wrote it
 */
export function openDatabases(directory: string, options: { beside?: boolean } = {}): Databases {
  return opened(directory, options, (open) => {
    const state = openFile(directory, 'state.db', 'NORMAL', stateSteps, open)
    const accounts = openFile(directory, 'accounts.db', 'FULL', accountSteps, open)
    return { state, accounts }
  })
}

/** The same without accounts, for a host that keeps its own. */
export function openState(directory: string): Omit<Databases, 'accounts'> {
  return opened(directory, {}, (open) => ({
    state: openFile(directory, 'state.db', 'NORMAL', stateSteps, open),
  }))
}

function opened<T>(
  directory: string,
  { beside = false }: { beside?: boolean },
  files: (open: DatabaseSync[]) => T,
): T & Pick<Databases, 'close'> {
  makeDirectory(directory, beside)
  const open: DatabaseSync[] = []
  const close = () => {
    for (const database of open.splice(0).reverse()) database.close()
  }
  try {
    if (!beside) open.push(lock(directory))
    return { ...files(open), close }
  } catch (error) {
    close()
    throw error
  }
}

/** A command beside the server makes none: it would answer for a store that nobody serves. */
function makeDirectory(directory: string, beside: boolean): void {
  if (beside && !existsSync(directory)) {
    throw new Error(`there is no store in ${directory} yet: the server makes it at its first start`)
  }
  try {
    makeFolder(directory)
  } catch (error) {
    throw unusable(directory, error)
  }
}

/** Makes the file readable by its owner alone; SQLite gives its companions (-wal, -shm) the same mode. */
function touch(directory: string, name: string): string {
  const file = join(directory, name)
  try {
    closeSync(openSync(file, 'a', 0o600))
    return file
  } catch (error) {
    throw unusable(directory, error)
  }
}

function unusable(directory: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Error(`the store's folder ${directory} cannot be written to: ${reason}`, { cause })
}

/**
 * One serving process: an open exclusive transaction is a lock that the kernel releases with the process, however
 * that ends. The wait is for a predecessor that is just going.
 */
function lock(directory: string): DatabaseSync {
  const database = new DatabaseSync(touch(directory, 'lock.db'))
  try {
    database.exec('PRAGMA busy_timeout = 250; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database.close()
    const hint = 'stop that one first; only the redis store serves several'
    throw new Error(`the store's folder ${directory} is in use by another process: ${hint}`, { cause })
  }
}

function openFile(
  directory: string,
  name: string,
  synchronous: 'NORMAL' | 'FULL',
  steps: readonly string[],
  open: DatabaseSync[],
): DatabaseSync {
  const file = touch(directory, name)
  const database = new DatabaseSync(file)
  open.push(database)
  try {
    // A wait for a lock blocks the event loop, so it is short.
    database.exec(`PRAGMA busy_timeout = 250; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  } catch (cause) {
    throw new Error(`${file} cannot be opened as a database`, { cause })
  }
  migrate(database, file, steps)
  return database
}

function migrate(database: DatabaseSync, file: string, steps: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > steps.length) {
    const known = `this version knows ${steps.length}`
    throw new Error(`${file} was written by a newer version (its format is ${version}, ${known})`)
  }
  for (const [index, step] of steps.entries()) {
    if (index >= version) database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

/** Runs something on a database. Whatever fails in there (disk full, locked, damaged) is "not available" to callers. */
export function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new StoreUnavailableError('the embedded store did not answer', { cause })
  }
}

/** The same in one transaction that is a writer from its start: nothing can come between its reads and writes. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  return guarded(() => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  })
}
