import type { ProcessEntry } from './process-table.ts'

/**
 * Parses what {@link cimQuery} prints: `pid,ppid,ticks`, one process a line.
 * Windows has no groups and no zombies.
 */
export function parseCim(output: string): ProcessEntry[] {
  const entries: ProcessEntry[] = []
  for (const line of output.split(/\r?\n/)) {
    const match = /^(\d+),(\d+),(\d*)$/.exec(line.trim())
    if (match === null) continue
    const [, pid, ppid, startTime = ''] = match
    entries.push({ pid: Number(pid), ppid: Number(ppid), pgid: Number(pid), startTime, state: 'R' })
  }
  return entries
}

/** PowerShell that lists all processes; CreationDate is null for the idle process. */
export const cimQuery =
  'Get-CimInstance Win32_Process -Property ProcessId,ParentProcessId,CreationDate | ' +
  "ForEach-Object { '{0},{1},{2}' -f $_.ProcessId, $_.ParentProcessId, $(if ($_.CreationDate) { $_.CreationDate.ToUniversalTime().Ticks }) }"
