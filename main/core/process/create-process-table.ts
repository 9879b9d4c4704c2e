import { execFile } from 'node:child_process'
import { linuxProcessTable } from './linux-process-table.ts'
import { cimQuery, parseCim } from './parse-cim.ts'
import { parsePs } from './parse-ps.ts'
import { sendSignal, shareScans, type ProcessTable } from './process-table.ts'

/** The table of this platform. macOS and Windows ask a system program, since they have no `/proc`. */
export function createProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return linuxProcessTable()
  const scan =
    platform === 'win32'
      ? async () => parseCim(await output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', cimQuery]))
      : async () => parsePs(await output('/bin/ps', ['-axo', 'pid=,ppid=,pgid=,state=,lstart=']))
  return { snapshot: shareScans(scan), signal: sendSignal }
}

/** PowerShell alone takes one to three seconds to start on a busy machine. */
const queryTimeoutMs = 10_000

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      // A fixed locale, or start times would be written in the user's language.
      {
        timeout: queryTimeoutMs,
        maxBuffer: 64 * 1024 * 1024,
        windowsHide: true,
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    )
  })
}
