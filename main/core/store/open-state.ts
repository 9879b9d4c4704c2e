import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Log } from '../log/log.ts'
import { MemoryState } from './memory-state.ts'
import { migrate, NewerDatabaseError } from './migrations.ts'
import { availableDrivers, faultOf, openSqlite, type Sqlite, type SqliteDriver } from './sqlite.ts'
import type { State } from './state.ts'
import { Store } from './store.ts'

export interface OpenStateOptions {
  readonly log: Log
  /** Told in one sentence when the database stops working later on; once per spell of trouble. */
  readonly onProblem: (problem: string) => void
  /** The best one there is unless told. */
  readonly driver?: SqliteDriver
}

export interface OpenedState {
  readonly state: State
  /** One sentence for people; null when all is well. */
  readonly problem: string | null
}

/** Larger databases are not read through at each start: it would take longer than the start itself. */
const maximumCheckedBytes = 32_000_000

/**
 * Opens the state database, creating it at need. Never throws: a damaged one is moved aside and a fresh one takes
 * its place; one that is locked, newer than this program or on a broken disk is left alone and memory takes its place.
 */
export function openState(file: string, { log, onProblem, driver }: OpenStateOptions): OpenedState {
  const chosen = driver ?? availableDrivers()[0]
  if (chosen === undefined) return inMemory('This installation has no SQLite driver', log)
  const open = (): State => {
    const database = openChecked(file, chosen)
    try {
      return new Store(database, error => {
        log.error('state database failed', { file, error: String(error) })
        onProblem(describeTrouble(file, error))
      })
    } catch (error) {
      database.close()
      throw error
    }
  }
  try {
    return { state: open(), problem: null }
  } catch (error) {
    if (error instanceof DamagedError || faultOf(error) === 'corrupt') return startAfresh(file, error, open, log)
    return inMemory(describeRefusal(file, error), log, error)
  }
}

/** The database was read through and does not hold together. */
class DamagedError extends Error {}

function openChecked(file: string, driver: SqliteDriver): Sqlite {
  closeSync(openSync(file, 'a', 0o600)) // SQLite gives the files beside it the same bits
  const database = openSqlite(file, driver)
  try {
    if (statSync(file).size <= maximumCheckedBytes) {
      const [first] = database.all('PRAGMA quick_check(1)')
      const verdict = Object.values(first ?? {})[0]
      if (verdict !== 'ok') throw new DamagedError(String(verdict))
    }
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function startAfresh(file: string, damage: unknown, open: () => State, log: Log): OpenedState {
  const aside = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`
  try {
    // The journal goes along: what can still be saved may be in it, and it must not be applied to the fresh database.
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    const state = open()
    const problem = `The state database was damaged and is kept as ${basename(aside)}: history and suspensions start anew.`
    log.error(problem, { damage: String(damage) })
    return { state, problem }
  } catch (error) {
    return inMemory(`The state database ${file} is damaged and could not be moved aside`, log, error)
  }
}

function inMemory(why: string, log: Log, cause?: unknown): OpenedState {
  const problem = `${why}: history and suspensions of this run are kept in memory only.`
  log.error(problem, cause instanceof Error ? { error: cause.message } : {})
  return { state: new MemoryState(), problem }
}

function describeRefusal(file: string, error: unknown): string {
  if (error instanceof NewerDatabaseError) return `The state database ${file} was written by a newer MCPProxy`
  switch (faultOf(error)) {
    case 'locked':
      return `The state database ${file} is locked by another program`
    case 'full':
      return `The state database ${file} cannot be written, as the disk is full or read-only`
    default:
      return `The state database ${file} cannot be opened`
  }
}

function describeTrouble(file: string, error: unknown): string {
  const after = 'MCPProxy runs on, but what happens now is not remembered'
  switch (faultOf(error)) {
    case 'full':
      return `The state database ${file} cannot be written, as the disk is full or read-only: ${after}.`
    case 'locked':
      return `The state database ${file} is locked by another program: ${after}.`
    case 'corrupt':
      return `The state database ${file} is damaged: restart MCPProxy to begin a fresh one; ${after}.`
    default:
      return `The state database ${file} does not work: ${after}.`
  }
}
