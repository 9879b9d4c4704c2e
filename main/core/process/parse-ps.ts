import type { ProcessEntry } from './process-table.ts'

/** Parses `ps -axo pid=,ppid=,pgid=,state=,lstart=`; lines that do not fit are left out. */
export function parsePs(output: string): ProcessEntry[] {
  const entries: ProcessEntry[] = []
  for (const line of output.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line)
    if (match === null) continue
    const [, pid, ppid, pgid, state = '', startTime = ''] = match
    // The state carries flags behind its letter, such as `Ss+`.
    entries.push({ pid: Number(pid), ppid: Number(ppid), pgid: Number(pgid), state: state.charAt(0), startTime })
  }
  return entries
}
