import type { AttemptView, CleanupView } from '#shared/ipc/contract'
import type { Status, Suspension } from '#shared/status'

/**
 * The state database as the rest of core sees it. Writes are acknowledged when they are on disk or in SQLite's WAL.
 * Where the database cannot be used, an in-memory state with the same face takes its place and an alert says so.
 */
export interface State {
  recordAttempt(attempt: AttemptView): void
  /** Newest first. */
  attempts(server: string, limit: number): AttemptView[]
  recordStatus(change: { readonly server: string; readonly status: Status; readonly at: number }): void
  /** Newest first. */
  statusChanges(server: string, limit: number): { server: string; status: Status; at: number }[]
  suspensions(): Map<string, Suspension>
  setSuspension(server: string, suspension: Suspension | null): void
  recordCleanup(cleanup: CleanupView): void
  /** Newest first; of all servers when `server` is undefined. */
  cleanups(server: string | undefined, limit: number): CleanupView[]
  /** Small facts that outlive a run, such as `paused`. */
  flag(key: string): string | null
  setFlag(key: string, value: string | null): void
  /** Removes what is older than the retention. */
  prune(nowAt: number): void
  close(): void
}
