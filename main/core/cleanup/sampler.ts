import type { Arrivals, ProcessEntry, ProcessTable } from '../process/process-table.ts'
import { FamilyTree } from './family-tree.ts'
import type { Marker } from '../process/marker.ts'

export interface SamplerEvents {
  /** A member of the family is known now, the root included. */
  readonly onMember: (attempt: string, entry: ProcessEntry) => void
  /** It has ended. */
  readonly onGone: (attempt: string, pid: number) => void
}

/** Programs start their helpers when they start; later it is enough to look now and then. */
const paces = [
  { untilMs: 3_000, everyMs: 50 },
  { untilMs: 10_000, everyMs: 250 },
  { untilMs: Infinity, everyMs: 1_000 },
] as const
/** Where each look lists everything with a program of the system. */
const slowestPace = { everyMs: 10_000, factor: 20 }

/** Looks who descends from our children while they live: one look for all of them, none when there are none. */
export class Sampler implements Disposable {
  readonly #events: SamplerEvents
  readonly #look: () => Promise<Arrivals>
  readonly #isCheap: boolean
  readonly #tree = new FamilyTree()
  #timer: NodeJS.Timeout | null = null
  #looking = false
  #quietSinceAt = 0

  constructor(table: ProcessTable, events: SamplerEvents) {
    this.#events = events
    this.#isCheap = table.watchArrivals !== undefined
    this.#look = table.watchArrivals?.() ?? compareLists(table)
  }

  /** Begins with a child of ours that was just spawned. */
  watch(pid: number, marker: Marker): void {
    this.#tree.add(marker.attempt, { pid, run: marker.run })
    this.#quietSinceAt = performance.now()
    this.#schedule(0)
  }

  /** Start times by pid of those known to live. */
  known(attempt: string): ReadonlyMap<number, string> {
    return this.#tree.members(attempt)
  }

  opened(attempt: string): ReadonlyMap<number, string> {
    return this.#tree.opened(attempt)
  }

  unwatch(attempt: string): void {
    this.#tree.remove(attempt)
    if (this.#tree.isEmpty) this.#cancel()
  }

  [Symbol.dispose](): void {
    this.#tree.clear()
    this.#cancel()
  }

  #schedule(delayMs: number): void {
    if (process.platform === 'win32' || this.#tree.isEmpty) return // there a list takes seconds: only at a stop
    this.#cancel()
    this.#timer = setTimeout(() => void this.#sample(), delayMs)
    this.#timer.unref()
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  async #sample(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const { arrived, left } = this.#tree.take(await this.#look())
      for (const { attempt, entry } of arrived) this.#events.onMember(attempt, entry)
      for (const { attempt, pid } of left) this.#events.onGone(attempt, pid)
      if (arrived.length > 0) this.#quietSinceAt = performance.now()
    } catch {
      // A list that cannot be had now may be had next time; a stop makes its own and says when it cannot.
    } finally {
      this.#looking = false
      this.#schedule(this.#paceMs())
    }
  }

  #paceMs(): number {
    const quietMs = performance.now() - this.#quietSinceAt
    const everyMs = paces.find(({ untilMs }) => quietMs < untilMs)?.everyMs ?? 1_000
    return this.#isCheap ? everyMs : Math.min(everyMs * slowestPace.factor, slowestPace.everyMs)
  }
}

/** The same news from whole lists. */
function compareLists(table: ProcessTable): () => Promise<Arrivals> {
  let before: ReadonlySet<number> = new Set()
  return async () => {
    const entries = await table.snapshot()
    const known = before
    const present = new Set(entries.map(({ pid }) => pid))
    before = present
    return { arrived: entries.filter(({ pid }) => !known.has(pid)), present }
  }
}
