import { createRequire } from 'node:module'

export type SqliteDriver = 'node:sqlite' | 'libsql'
export type SqlValue = string | number | null
export type SqlRow = { readonly [column: string]: unknown }

/** The little of SQLite that we use, over either driver. Statements are prepared once. */
export interface Sqlite {
  readonly driver: SqliteDriver
  /** Statements without values, several at once. */
  execute(sql: string): void
  /** @returns how many rows changed */
  run(sql: string, ...values: SqlValue[]): number
  all(sql: string, ...values: SqlValue[]): SqlRow[]
  /** All or nothing; takes the write lock at once. */
  transaction<T>(work: () => T): T
  close(): void
}

/** Why SQLite refused. `full` counts read-only disks and I/O errors too: nothing can be written. */
export type SqliteFault = 'locked' | 'corrupt' | 'full' | 'unusable'

/** How long a statement waits for another program's lock. It blocks the event loop, so it is short. */
const busyTimeoutMs = 100

/** Drivers that this runtime has, the better one first. */
export function availableDrivers(): SqliteDriver[] {
  return (['node:sqlite', 'libsql'] as const).filter(driver => {
    try {
      return loadDriver(driver) !== undefined
    } catch {
      return false // not installed, or not for this platform
    }
  })
}

/** @throws the driver's error; {@link faultOf} says what it means */
export function openSqlite(file: string, driver: SqliteDriver): Sqlite {
  const Database = loadDriver(driver)
  if (Database === undefined) throw new Error(`This runtime has no ${driver}`)
  const raw = new Database(file)
  const statements = new Map<string, RawStatement>()
  const prepare = (sql: string): RawStatement => {
    const known = statements.get(sql) ?? raw.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const database: Sqlite = {
    driver,
    execute: sql => raw.exec(sql),
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    all: (sql, ...values) => prepare(sql).all(...values),
    transaction: work => {
      raw.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        raw.exec('COMMIT')
        return result
      } catch (error) {
        rollBack(raw)
        throw error
      }
    },
    close: () => {
      statements.clear()
      if (driver === 'libsql') emptyJournal(raw)
      raw.close()
    },
  }
  try {
    raw.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    raw.prepare('PRAGMA journal_mode = WAL').all()
    // In WAL mode a commit survives the death of this process; a power failure may take the last ones, never the rest.
    raw.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Result codes of SQLite (sqlite.org/rescode.html); the low byte is the primary one. */
export function faultOf(error: unknown): SqliteFault {
  const { errcode, rawCode, message } = error as { errcode?: number; rawCode?: number; message?: string }
  const inMessage = Number(/unable to open [^\n]*: (\d+)"\)?$/.exec(message ?? '')?.[1]) // libsql, when opening
  switch ((errcode ?? rawCode ?? inMessage) & 0xff) {
    case 5: // BUSY
    case 6: // LOCKED
      return 'locked'
    case 11: // CORRUPT
    case 26: // NOTADB
      return 'corrupt'
    case 8: // READONLY
    case 10: // IOERR
    case 13: // FULL
      return 'full'
    default:
      return 'unusable'
  }
}

interface RawStatement {
  run(...values: SqlValue[]): { changes: number | bigint }
  all(...values: SqlValue[]): SqlRow[]
}
interface RawDatabase {
  exec(sql: string): unknown
  prepare(sql: string): RawStatement
  close(): void
}
type RawDatabaseClass = new (file: string) => RawDatabase

/** Loaded when first needed: Node before 22.5 has no `node:sqlite`, and `libsql` is installed for development only. */
function loadDriver(driver: SqliteDriver): RawDatabaseClass | undefined {
  if (driver === 'libsql') return createRequire(import.meta.url)('libsql') as RawDatabaseClass
  const builtin = process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: RawDatabaseClass } | undefined
  return builtin?.DatabaseSync
}

/** libsql cannot end its statements: the journal would stay until they are collected as garbage. */
function emptyJournal(raw: RawDatabase): void {
  try {
    raw.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
  } catch {
    // Nothing is lost: the next one to open the database finds the journal and applies it.
  }
}

function rollBack(raw: RawDatabase): void {
  try {
    raw.exec('ROLLBACK')
  } catch {
    // SQLite has already rolled back by itself, as it does when the disk is full; the first error is the one to tell.
  }
}
