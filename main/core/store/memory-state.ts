import type { AttemptView, CleanupView } from '#shared/ipc/contract'
import type { Status, Suspension } from '#shared/status'
import { retention } from './retention.ts'
import type { State } from './state.ts'

interface Entry<T> {
  readonly server: string
  readonly at: number
  readonly value: T
}
type StatusChange = { server: string; status: Status; at: number }

/** A state that lasts as long as the process: for when the database cannot be used, and for tests. */
export class MemoryState implements State {
  readonly #attempts = new History<AttemptView>()
  readonly #statusChanges = new History<StatusChange>()
  readonly #cleanups = new History<CleanupView>()
  readonly #suspensions = new Map<string, Suspension>()
  readonly #flags = new Map<string, string>()

  recordAttempt(attempt: AttemptView): void {
    const entry = { server: attempt.server, at: attempt.startedAt, value: structuredClone(attempt) }
    this.#attempts.add(entry, ({ id }) => id === attempt.id)
  }

  attempts(server: string, limit: number): AttemptView[] {
    return this.#attempts.newest(server, limit)
  }

  recordStatus({ server, status, at }: Readonly<StatusChange>): void {
    this.#statusChanges.add({ server, at, value: { server, status, at } })
  }

  statusChanges(server: string, limit: number): StatusChange[] {
    return this.#statusChanges.newest(server, limit)
  }

  suspensions(): Map<string, Suspension> {
    return structuredClone(this.#suspensions)
  }

  setSuspension(server: string, suspension: Suspension | null): void {
    if (suspension === null) this.#suspensions.delete(server)
    else this.#suspensions.set(server, structuredClone(suspension))
  }

  recordCleanup(cleanup: CleanupView): void {
    this.#cleanups.add({ server: cleanup.server, at: cleanup.at, value: structuredClone(cleanup) })
  }

  cleanups(server: string | undefined, limit: number): CleanupView[] {
    return this.#cleanups.newest(server, limit)
  }

  flag(key: string): string | null {
    return this.#flags.get(key) ?? null
  }

  setFlag(key: string, value: string | null): void {
    if (value === null) this.#flags.delete(key)
    else this.#flags.set(key, value)
  }

  prune(nowAt: number): void {
    for (const history of [this.#attempts, this.#statusChanges, this.#cleanups]) history.prune(nowAt)
  }

  close(): void {
    // Nothing is open.
  }
}

/** Entries of each server, oldest first; those of one instant in the order they came. */
class History<T> {
  readonly #byServer = new Map<string, Entry<T>[]>()

  /** Replaces the entry that is the same one, if any. */
  add(entry: Entry<T>, isSame: (value: T) => boolean = () => false): void {
    const own = this.#byServer.get(entry.server) ?? []
    this.#byServer.set(entry.server, own)
    const index = own.findLastIndex(({ value }) => isSame(value))
    if (index === -1) own.push(entry)
    else own[index] = entry
    own.sort((a, b) => a.at - b.at) // stable, and nearly sorted
    if (own.length > retention.newest) own.splice(0, own.length - retention.newest)
  }

  newest(server: string | undefined, limit: number): T[] {
    const entries = server === undefined ? [...this.#byServer.values()].flat() : (this.#byServer.get(server) ?? [])
    const sorted = server === undefined ? entries.sort((a, b) => a.at - b.at) : entries
    return sorted
      .slice(sorted.length - Math.min(sorted.length, Math.max(0, limit)))
      .reverse()
      .map(({ value }) => structuredClone(value))
  }

  prune(nowAt: number): void {
    for (const [server, entries] of this.#byServer) {
      const kept = entries.filter(({ at }) => at >= nowAt - retention.ageMs)
      if (kept.length === 0) this.#byServer.delete(server)
      else this.#byServer.set(server, kept)
    }
  }
}
