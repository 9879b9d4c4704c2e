import type { CleanupRecord } from '../transports/transport.ts'
import type { Marker } from './marker.ts'

/** Remembers what children start, also beyond our own end. Told of every spawn, before and after. */
export interface Custody {
  /** Resolves when a later life of ours can find what is about to be spawned. Bounded; never rejects. */
  announce(marker: Marker): Promise<Ward>
}

/** One child, from right before its spawn until it is proven gone. */
export interface Ward {
  /** In the tick of the spawn. */
  spawned(pid: number): void
  family(): Remembered
  /** The stop is over; null when nothing was spawned. */
  release(record: CleanupRecord | null): void
}

/** What was observed about a family while it ran. Maps have start times by pid. */
export interface Remembered {
  /** Those seen to descend from the child. */
  readonly known: ReadonlyMap<number, string>
  /** Programs seen to be opened for the user, and what these started. */
  readonly opened: ReadonlyMap<number, string>
  /** Pids in the child's control group right now. */
  readonly grouped: ReadonlySet<number>
}
