import type { ProcessEntry } from './process-table.ts'

/** Parses `/proc/<pid>/stat` (proc(5)). Null when it is no such line. */
export function parseProcStat(text: string): ProcessEntry | null {
  // The name in parentheses may itself hold spaces and parentheses: the last one closes it.
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open === -1 || close === -1) return null
  const pid = Number(text.slice(0, open))
  const fields = text.slice(close + 2).split(' ')
  const state = fields[0]
  const ppid = Number(fields[1])
  const pgid = Number(fields[2])
  const sid = Number(fields[3])
  const startTime = fields[19] // field 22 of the line: ticks since boot
  if (!Number.isInteger(pid) || !Number.isInteger(ppid) || !Number.isInteger(pgid)) return null
  if (state === undefined || state === '' || startTime === undefined) return null
  return { pid, ppid, pgid, sid, startTime, state }
}
