import type { Remembered } from './custody.ts'
import { sameMarker, type Marker } from './marker.ts'
import type { ProcessEntry } from './process-table.ts'

export interface Root extends Partial<Remembered> {
  readonly pid: number
  /** The system has told us its end: from now on this pid may be anybody's. */
  readonly ended: boolean
  readonly marker: Marker | null
}

export interface Family {
  readonly living: readonly ProcessEntry[]
  /** Programs opened for the user, and what these started: not ours to stop. */
  readonly opened: readonly ProcessEntry[]
}

/**
 * A child's family among all processes: its group and session, those that carry its marker, those remembered from
 * while it ran, those in its control group, and whoever descends from one of them. Zombies are dead.
 *
 * @param isOpened - asked about those that no longer carry a marker
 */
export function findFamily(
  entries: readonly ProcessEntry[],
  root: Root,
  isOpened: (pid: number) => boolean = () => false,
): Family {
  // While a group has members, the system gives its number to no new process.
  // So a process with the number of a root that has ended means: the group died, and a stranger has its number.
  const reused = root.ended && entries.some(entry => entry.pid === root.pid && entry.state !== 'Z')
  const isMember = (entry: ProcessEntry): boolean => {
    if (!reused && (entry.pgid === root.pid || entry.sid === root.pid)) return true
    if (root.known?.get(entry.pid) === entry.startTime || root.grouped?.has(entry.pid) === true) return true
    if (root.opened?.get(entry.pid) === entry.startTime) return true // so that what it starts is known as its own
    return root.marker !== null && entry.marker != null && sameMarker(entry.marker, root.marker)
  }
  const wasOpened = (entry: ProcessEntry) =>
    entry.pid !== root.pid &&
    (entry.opened === true ||
      root.opened?.get(entry.pid) === entry.startTime ||
      (entry.marker == null && isOpened(entry.pid)))
  return splitFamily(entries, isMember, wasOpened)
}

/** Members by `isMember` with all their descendants, parted into those to stop and those opened for the user. */
export function splitFamily(
  entries: readonly ProcessEntry[],
  isMember: (entry: ProcessEntry) => boolean,
  wasOpened: (entry: ProcessEntry) => boolean,
): Family {
  const alive = entries.filter(entry => entry.state !== 'Z')
  const family = withDescendants(alive, alive.filter(isMember))
  const opened = new Set(
    withDescendants(
      family,
      family.filter(entry => wasOpened(entry)),
    ),
  )
  return { living: family.filter(entry => !opened.has(entry)), opened: [...opened] }
}

/** Only {@link Family.living}. */
export const livingFamily = (entries: readonly ProcessEntry[], root: Root): readonly ProcessEntry[] =>
  findFamily(entries, root).living

/** The tree under a pid by parent links, the root included when listed; for systems without groups. */
export function treeUnder(entries: readonly ProcessEntry[], rootPid: number): readonly ProcessEntry[] {
  const root = entries.find(entry => entry.pid === rootPid)
  if (root !== undefined) return withDescendants(entries, [root])
  const children = entries.filter(entry => entry.ppid === rootPid)
  return withDescendants(entries, children)
}

/** A child is younger than its parent: an older one only names a reused pid. */
function withDescendants(entries: readonly ProcessEntry[], first: readonly ProcessEntry[]): ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>()
  for (const entry of entries) {
    const siblings = children.get(entry.ppid)
    if (siblings === undefined) children.set(entry.ppid, [entry])
    else siblings.push(entry)
  }
  const found = new Set(first)
  for (const parent of found) {
    for (const child of children.get(parent.pid) ?? []) {
      if (child.pid !== parent.pid && startOf(child) >= startOf(parent)) found.add(child) // a set visits what is added meanwhile
    }
  }
  return [...found]
}

/** Ticks where the system counts them; elsewhere nothing can be compared. */
const startOf = (entry: ProcessEntry): bigint => (/^\d+$/.test(entry.startTime) ? BigInt(entry.startTime) : 0n)
