import type { Arrivals, ProcessEntry } from '../process/process-table.ts'

interface Branch {
  readonly rootPid: number
  readonly run: string
  /** Those that live, the root included. */
  readonly members: Map<number, ProcessEntry>
  readonly startTimes: Map<number, string>
  /** Start times of programs that were opened for the user, and of what these started. */
  readonly opened: Map<number, string>
}

/** Who descends from which child, learned from who arrives: descent is settled at a fork and never changes. */
export class FamilyTree {
  readonly #branches = new Map<string, Branch>()
  readonly #attemptOf = new Map<number, string>()

  get isEmpty(): boolean {
    return this.#branches.size === 0
  }

  add(attempt: string, { pid, run }: { readonly pid: number; readonly run: string }): void {
    this.#branches.set(attempt, { rootPid: pid, run, members: new Map(), startTimes: new Map(), opened: new Map() })
  }

  remove(attempt: string): void {
    for (const pid of this.#branches.get(attempt)?.members.keys() ?? []) this.#attemptOf.delete(pid)
    this.#branches.delete(attempt)
  }

  clear(): void {
    this.#branches.clear()
    this.#attemptOf.clear()
  }

  /** Start times by pid of those that live. */
  members(attempt: string): ReadonlyMap<number, string> {
    return this.#branches.get(attempt)?.startTimes ?? none
  }

  /** The same for programs that were opened for the user. */
  opened(attempt: string): ReadonlyMap<number, string> {
    return this.#branches.get(attempt)?.opened ?? none
  }

  /** Sorts the news in. Programs that were opened for the user are not remembered as ours. */
  take({ arrived, present }: Arrivals) {
    const left: { attempt: string; pid: number }[] = []
    for (const [attempt, { members, startTimes, opened }] of this.#branches) {
      for (const pid of opened.keys()) if (!present.has(pid)) opened.delete(pid)
      for (const pid of members.keys()) {
        if (present.has(pid)) continue
        left.push({ attempt, pid })
        members.delete(pid)
        startTimes.delete(pid)
        this.#attemptOf.delete(pid)
      }
    }
    const joined: { attempt: string; entry: ProcessEntry }[] = []
    for (const entry of arrived.toSorted(parentsFirst)) {
      if (entry.state === 'Z') continue
      const attempt = this.#attemptOf.get(entry.pid) ?? this.#familyOf(entry)
      const branch = attempt === null ? undefined : this.#branches.get(attempt)
      if (attempt === null || branch === undefined) continue
      if (entry.pid !== branch.rootPid && (entry.opened === true || branch.opened.has(entry.ppid))) {
        branch.opened.set(entry.pid, entry.startTime)
        branch.members.delete(entry.pid) // it may have been taken for ours before it became the program it is
        branch.startTimes.delete(entry.pid)
        this.#attemptOf.delete(entry.pid)
        continue
      }
      if (branch.members.has(entry.pid)) continue
      branch.members.set(entry.pid, entry)
      branch.startTimes.set(entry.pid, entry.startTime)
      this.#attemptOf.set(entry.pid, attempt)
      joined.push({ attempt, entry })
    }
    return { arrived: joined, left }
  }

  #familyOf(entry: ProcessEntry): string | null {
    const { marker } = entry
    if (marker != null && this.#branches.get(marker.attempt)?.run === marker.run) return marker.attempt
    const byParent = this.#attemptOf.get(entry.ppid)
    if (byParent !== undefined) return byParent
    for (const [attempt, { rootPid, members, opened }] of this.#branches) {
      if (opened.has(entry.ppid)) return attempt
      if (entry.pid === rootPid) return attempt
      // The group's number is the root's as long as one of ours is in it.
      if (entry.pgid === rootPid && [...members.values()].some(({ pgid }) => pgid === rootPid)) return attempt
    }
    return null
  }
}

const none: ReadonlyMap<number, string> = new Map()

/** In the order of their starts, where the system counts ticks; forks within one tick are in the order of their pids. */
function parentsFirst(a: ProcessEntry, b: ProcessEntry): number {
  const ticks = Number(a.startTime) - Number(b.startTime)
  return Number.isNaN(ticks) || ticks === 0 ? a.pid - b.pid : ticks
}
