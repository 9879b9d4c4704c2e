import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { readMarker } from './marker.ts'
import { isOpenedForUser, isOpenedProgram } from './opened-program.ts'
import { parseProcStat } from './parse-proc-stat.ts'
import { sendSignal, shareScans, type Arrivals, type ProcessEntry, type ProcessTable } from './process-table.ts'

/** Reads `/proc` directly: no child process, and a view that includes environments. */
export function linuxProcessTable(): ProcessTable {
  return {
    snapshot: shareScans(scan),
    signal: sendSignal,
    watchArrivals,
    isOpened: pid => isOpenedProgram(readNowOrNull(`/proc/${pid}/cgroup`), readNowOrNull('/proc/self/cgroup')),
  }
}

/** Enough to keep the thread pool busy without holding every file of `/proc` open. */
const readsAtOnce = 32

async function scan(): Promise<readonly ProcessEntry[]> {
  return readEntries((await readdir('/proc')).filter(name => /^\d+$/.test(name)))
}

/**
 * Lists pids alone and reads only those that are new: some 0.1 ms where a scan takes 10.
 * `stat` is read on the spot, before a short life is over; `environ` never, as it can block on a process that hangs.
 */
function watchArrivals(): () => Promise<Arrivals> {
  /** How often each was told. */
  const seen = new Map<number, number>()
  return async () => {
    const present = new Set<number>()
    const fresh: ProcessEntry[] = []
    for (const name of readdirSync('/proc')) {
      const pid = Number(name)
      if (!Number.isInteger(pid)) continue
      present.add(pid)
      const told = seen.get(pid) ?? 0
      if (told === 2) continue
      seen.set(pid, told + 1)
      const stat = readNowOrNull(`/proc/${pid}/stat`)
      const entry = stat === null ? null : parseProcStat(stat)
      if (entry !== null) fresh.push(entry)
    }
    if (seen.size > present.size) for (const pid of seen.keys()) if (!present.has(pid)) seen.delete(pid)
    if (fresh.length === 0) return { arrived: [], present }
    const ownCgroup = await readOrNull('/proc/self/cgroup')
    const arrived = await Promise.all(fresh.map(entry => withMarker(entry, ownCgroup)))
    return { arrived, present }
  }
}

async function readEntries(pids: readonly string[]): Promise<ProcessEntry[]> {
  const ownCgroup = await readOrNull('/proc/self/cgroup')
  const entries: ProcessEntry[] = []
  for (let start = 0; start < pids.length; start += readsAtOnce) {
    const batch = await Promise.all(pids.slice(start, start + readsAtOnce).map(pid => readEntry(pid, ownCgroup)))
    for (const entry of batch) if (entry !== null) entries.push(entry)
  }
  return entries
}

async function readEntry(pid: string, ownCgroup: string | null): Promise<ProcessEntry | null> {
  const stat = await readOrNull(`/proc/${pid}/stat`)
  const entry = stat === null ? null : parseProcStat(stat)
  return entry === null ? null : withMarker(entry, ownCgroup) // null: it ended while we looked
}

async function withMarker(entry: ProcessEntry, ownCgroup: string | null): Promise<ProcessEntry> {
  const { pid } = entry
  const environ = await readOrNull(`/proc/${pid}/environ`)
  const marker = environ === null ? null : readMarker(environ)
  if (environ === null || marker === null) return { ...entry, marker: null }
  const [cgroup, cmdline] = await Promise.all([readOrNull(`/proc/${pid}/cgroup`), readOrNull(`/proc/${pid}/cmdline`)])
  return { ...entry, marker, opened: isOpenedForUser({ environ, cmdline: cmdline ?? '', cgroup, ownCgroup }) }
}

/** Null for what has ended or belongs to somebody else. */
async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    return nullWhenGone(error)
  }
}

function readNowOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return nullWhenGone(error)
  }
}

function nullWhenGone(error: unknown): null {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null
  throw error
}
