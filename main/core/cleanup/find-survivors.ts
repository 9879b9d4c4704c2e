import { isGroupOf } from '../process/control-groups.ts'
import { splitFamily, type Family } from '../process/family.ts'
import type { ProcessEntry } from '../process/process-table.ts'
import type { LedgerAttempt } from './ledger-entry.ts'

export interface SurvivorQuery {
  /** What the ledger has; of this data folder and this boot. */
  readonly attempts: readonly LedgerAttempt[]
  /** Whose marker makes a process ours to stop, by `<data folder id>:<run id>`. */
  readonly isOurRun: (run: string) => boolean
  readonly readGroup: (path: string) => ReadonlySet<number>
  readonly isOpened: (pid: number) => boolean
  /** Never touched: who asks, and his own ancestors. */
  readonly spare: ReadonlySet<number>
}

/**
 * What is left of earlier runs, by server. A pid from the ledger counts only with its start time;
 * its group only while such a process, or one with our marker, is in it.
 */
export function findSurvivors(entries: readonly ProcessEntry[], query: SurvivorQuery): Map<string, Family> {
  const attempts = query.attempts.filter(({ run }) => query.isOurRun(run))
  const serverOfPid = new Map<number, string>()
  const roots = new Map<number, string>()
  for (const { attempt, run, server, group, processes } of attempts) {
    for (const { pid, pgid } of processes.values()) if (pid === pgid) roots.set(pgid, server)
    const grouped = group !== null && isGroupOf(group, { run, attempt }) ? query.readGroup(group) : new Set()
    for (const entry of entries) {
      const isKnown = processes.get(entry.pid)?.startTime === entry.startTime
      if (isKnown || grouped.has(entry.pid)) serverOfPid.set(entry.pid, server)
    }
  }
  for (const { pid, marker } of entries) {
    if (marker != null && query.isOurRun(marker.run)) serverOfPid.set(pid, marker.server)
  }
  // Its number is taken as long as the group has members: one of ours in it vouches for the others.
  const vouched = new Map<number, string>()
  for (const entry of entries) {
    const server = serverOfPid.get(entry.pid)
    if (server !== undefined && entry.state !== 'Z' && roots.has(entry.pgid)) vouched.set(entry.pgid, server)
  }
  const serverOf = (entry: ProcessEntry) => serverOfPid.get(entry.pid) ?? vouched.get(entry.pgid)
  const wasOpened = ({ pid, opened, marker }: ProcessEntry) =>
    opened === true || (marker == null && query.isOpened(pid))
  const candidates = entries.filter(entry => !query.spare.has(entry.pid))
  const families = new Map<string, Family>()
  for (const server of new Set([...serverOfPid.values()])) {
    const family = splitFamily(candidates, entry => serverOf(entry) === server, wasOpened)
    if (family.living.length + family.opened.length > 0) families.set(server, family)
  }
  return families
}

/** A process and all its ancestors. */
export function withAncestors(entries: readonly ProcessEntry[], pid: number): Set<number> {
  const parents = new Map(entries.map(entry => [entry.pid, entry.ppid]))
  const found = new Set<number>()
  for (
    let next: number | undefined = pid;
    next !== undefined && next > 0 && !found.has(next);
    next = parents.get(next)
  ) {
    found.add(next)
  }
  return found
}
