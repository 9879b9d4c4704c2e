import { readdir, readFile } from 'node:fs/promises'
import { readMarker } from './marker.ts'
import { parseProcStat } from './parse-proc-stat.ts'
import { sendSignal, shareScans, type ProcessEntry, type ProcessTable } from './process-table.ts'

/** Reads `/proc` directly: no child process, and a view that includes environments. */
export function linuxProcessTable(): ProcessTable {
  return { snapshot: shareScans(scan), signal: sendSignal }
}

/** Enough to keep the thread pool busy without holding every file of `/proc` open. */
const readsAtOnce = 32

async function scan(): Promise<readonly ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const ownScope = await readOrNull('/proc/self/cgroup')
  const entries: ProcessEntry[] = []
  for (let start = 0; start < pids.length; start += readsAtOnce) {
    const batch = await Promise.all(pids.slice(start, start + readsAtOnce).map(pid => readEntry(pid, ownScope)))
    for (const entry of batch) if (entry !== null) entries.push(entry)
  }
  return entries
}

async function readEntry(pid: string, ownScope: string | null): Promise<ProcessEntry | null> {
  const [stat, environ] = await Promise.all([readOrNull(`/proc/${pid}/stat`), readOrNull(`/proc/${pid}/environ`)])
  const entry = stat === null ? null : parseProcStat(stat)
  if (entry === null) return null // it ended while we looked
  const marker = environ === null ? null : readMarker(environ)
  if (marker === null) return { ...entry, marker }
  return { ...entry, marker, opened: isOpenedProgram(await readOrNull(`/proc/${pid}/cgroup`), ownScope) }
}

/**
 * True when the desktop moved the process into an application scope of its own, as it does with a browser.
 * Our own scope is no such sign: children inherit it.
 */
export function isOpenedProgram(cgroup: string | null, ownCgroup: string | null): boolean {
  return cgroup !== null && cgroup !== ownCgroup && /\/app-[^/\n]*\.scope\s*$/m.test(cgroup)
}

/** Null for what has ended or belongs to somebody else. */
async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null
    throw error
  }
}
