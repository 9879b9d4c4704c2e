import { sameMarker, type Marker } from './marker.ts'
import type { ProcessEntry } from './process-table.ts'

export interface Root {
  readonly pid: number
  /** The system has told us its end: from now on this pid may be anybody's. */
  readonly ended: boolean
  readonly marker: Marker | null
}

/**
 * Living members of a child's family: its group, and those that left the group but carry its marker.
 * Zombies are dead. Programs opened for the user are not ours to stop.
 */
export function livingFamily(entries: readonly ProcessEntry[], root: Root): readonly ProcessEntry[] {
  // While a group has members, the system gives its number to no new process.
  // So a process with the number of a root that has ended means: the group died, and a stranger has its number.
  const reused = root.ended && entries.some(entry => entry.pid === root.pid && entry.state !== 'Z')
  return entries.filter(entry => {
    if (entry.state === 'Z') return false
    if (entry.pgid === root.pid) return !reused
    if (root.marker === null || entry.marker === undefined || entry.marker === null) return false
    return sameMarker(entry.marker, root.marker) && entry.opened !== true
  })
}

/**
 * The tree under a pid by parent links, the root included when listed; for systems without groups.
 * A child is younger than its parent: an older one only names a reused pid.
 */
export function treeUnder(entries: readonly ProcessEntry[], rootPid: number): readonly ProcessEntry[] {
  const root = entries.find(entry => entry.pid === rootPid)
  const found = root === undefined ? [] : [root]
  const parents = new Map<number, bigint>([[rootPid, startOf(root)]])
  for (let grew = true; grew;) {
    grew = false
    for (const entry of entries) {
      const parentStart = parents.get(entry.ppid)
      if (parentStart === undefined || parents.has(entry.pid) || startOf(entry) < parentStart) continue
      parents.set(entry.pid, startOf(entry))
      found.push(entry)
      grew = true
    }
  }
  return found
}

const startOf = (entry: ProcessEntry | undefined): bigint =>
  entry !== undefined && /^\d+$/.test(entry.startTime) ? BigInt(entry.startTime) : 0n
