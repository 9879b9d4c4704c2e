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
  /** Those seen to descend from it (start times by pid), and the pids in its control group right now. */
  family(): { readonly known: ReadonlyMap<number, string>; readonly grouped: ReadonlySet<number> }
  /** The stop is over; null when nothing was spawned. */
  release(record: CleanupRecord | null): void
}
