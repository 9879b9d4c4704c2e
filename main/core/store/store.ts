import type { AttemptView, CleanupView } from '#shared/ipc/contract'
import type { Status, Suspension } from '#shared/status'
import { retention } from './retention.ts'
import type { Sqlite } from './sqlite.ts'
import { histories, pruneHistory, statements, trimHistory, type History } from './statements.ts'
import type { State } from './state.ts'
import { attemptsFrom, cleanupsFrom, flagsFrom, statusChangesFrom, suspensionsFrom } from './stored-values.ts'

/** Time that deleting old rows may take at once; the rest follows when the event loop has had its turn. */
const pruneSliceMs = 8

/**
 * The state database. A write is acknowledged when the call returns. A call never throws: where the disk is full or
 * the database damaged, the trouble is reported once and the program runs on. Suspensions and flags are right in
 * memory even then, and are written as soon as writing works again.
 */
export class Store implements State {
  readonly #database: Sqlite
  readonly #onTrouble: (error: unknown) => void
  readonly #suspensions: Map<string, Suspension>
  readonly #flags: Map<string, string>
  /** Facts whose last write failed. */
  readonly #unwritten = new Map<string, () => void>()
  readonly #inTrouble = new Set<'read' | 'write'>()
  #pruning: NodeJS.Immediate | undefined
  #closed = false

  /**
   * @param database - migrated; owned from here on
   * @param onTrouble - told the first error of a spell of trouble, and again only after something has worked
   * @throws the driver's error when the facts cannot be read
   */
  constructor(database: Sqlite, onTrouble: (error: unknown) => void) {
    this.#database = database
    this.#onTrouble = onTrouble
    this.#suspensions = suspensionsFrom(database.all(statements.suspensions))
    this.#flags = flagsFrom(database.all(statements.flags))
  }

  recordAttempt(attempt: AttemptView): void {
    const { id, server, startedAt } = attempt
    this.#append(histories[0], server, () => {
      this.#database.run(statements.putAttempt, id, server, startedAt, JSON.stringify(attempt))
    })
  }

  attempts(server: string, limit: number): AttemptView[] {
    return this.#read(() => attemptsFrom(this.#database.all(statements.attempts, server, atLeastZero(limit))))
  }

  recordStatus({
    server,
    status,
    at,
  }: {
    readonly server: string
    readonly status: Status
    readonly at: number
  }): void {
    this.#append(histories[1], server, () => void this.#database.run(statements.putStatus, server, status, at))
  }

  statusChanges(server: string, limit: number): { server: string; status: Status; at: number }[] {
    return this.#read(() => statusChangesFrom(this.#database.all(statements.statusChanges, server, atLeastZero(limit))))
  }

  suspensions(): Map<string, Suspension> {
    return structuredClone(this.#suspensions)
  }

  setSuspension(server: string, suspension: Suspension | null): void {
    if (suspension === null) this.#suspensions.delete(server)
    else this.#suspensions.set(server, structuredClone(suspension))
    this.#keep(`suspension ${server}`, () => {
      if (suspension === null) this.#database.run(statements.dropSuspension, server)
      else this.#database.run(statements.putSuspension, server, JSON.stringify(suspension))
    })
  }

  recordCleanup(cleanup: CleanupView): void {
    const { server, at } = cleanup
    this.#append(histories[2], server, () => {
      this.#database.run(statements.putCleanup, server, at, JSON.stringify(cleanup))
    })
  }

  cleanups(server: string | undefined, limit: number): CleanupView[] {
    const { cleanups, cleanupsOfServer } = statements
    return this.#read(() =>
      cleanupsFrom(
        server === undefined
          ? this.#database.all(cleanups, atLeastZero(limit))
          : this.#database.all(cleanupsOfServer, server, atLeastZero(limit)),
      ),
    )
  }

  flag(key: string): string | null {
    return this.#flags.get(key) ?? null
  }

  setFlag(key: string, value: string | null): void {
    if (value === null) this.#flags.delete(key)
    else this.#flags.set(key, value)
    this.#keep(`flag ${key}`, () => {
      if (value === null) this.#database.run(statements.dropFlag, key)
      else this.#database.run(statements.putFlag, key, value)
    })
  }

  /** Deletes in slices: a long backlog goes on after the call has returned, until it is done or the store is closed. */
  prune(nowAt: number): void {
    clearImmediate(this.#pruning)
    const endAt = performance.now() + pruneSliceMs
    for (const history of histories) {
      let deleted: number
      do {
        deleted = 0
        const done = this.#write(
          () => void (deleted = this.#database.run(pruneHistory(history), nowAt - retention.ageMs)),
        )
        if (!done) return
        if (performance.now() > endAt) {
          this.#pruning = setImmediate(() => this.prune(nowAt))
          return
        }
      } while (deleted > 0)
    }
  }

  close(): void {
    if (this.#closed) return
    clearImmediate(this.#pruning)
    this.#write(() => undefined) // a last try for what is unwritten
    this.#closed = true
    this.#database.close()
  }

  #append(history: History, server: string, insert: () => void): void {
    this.#write(() =>
      this.#database.transaction(() => {
        insert()
        this.#database.run(trimHistory(history), server)
      }),
    )
  }

  /** A fact that must not be lost: tried again with every later write. */
  #keep(key: string, write: () => void): void {
    this.#unwritten.set(key, write)
    this.#write(() => undefined)
  }

  /** True when it is written. After the store is closed nothing is, which is no trouble: late events do that. */
  #write(work: () => void): boolean {
    if (this.#closed) return false
    try {
      for (const [key, write] of [...this.#unwritten]) {
        write()
        this.#unwritten.delete(key)
      }
      work()
      this.#inTrouble.delete('write')
      return true
    } catch (error) {
      this.#report('write', error)
      return false
    }
  }

  #read<T>(work: () => T[]): T[] {
    if (this.#closed) return []
    try {
      const found = work()
      this.#inTrouble.delete('read')
      return found
    } catch (error) {
      this.#report('read', error)
      return []
    }
  }

  #report(what: 'read' | 'write', error: unknown): void {
    if (this.#inTrouble.has(what)) return
    this.#inTrouble.add(what)
    this.#onTrouble(error)
  }
}

/** To SQLite a negative limit means none. */
const atLeastZero = (limit: number): number => Math.max(0, limit)
