import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** One process, for good: pids are reused, within a boot and after it. */
export interface ProcessIdentity {
  readonly pid: number
  /** In the notation of the platform; null where it cannot be found out. */
  readonly startTime: string | null
  readonly bootId: string | null
}

const run = promisify(execFile)
const limitMs = 5_000

/** Who this process is. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, startTime: await startTimeOf(process.pid), bootId: await bootId() }
}

/** Whether that very process still runs. Doubt counts as alive: two owners are worse than none. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const boot = await bootId()
  if (identity.bootId !== null && boot !== null && identity.bootId !== boot) return false
  if (!exists(identity.pid)) return false
  const startTime = await startTimeOf(identity.pid)
  if (startTime === 'dead') return false
  if (startTime === null || identity.startTime === null) return true
  return sameStart(identity.startTime, startTime)
}

/** Null when unknown, `dead` for a process that has ended but is not yet collected. */
async function startTimeOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return linuxStartTime(pid)
  if (process.platform === 'win32') return windowsStartTime(pid)
  return run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    timeout: limitMs,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  }).then(
    ({ stdout }) => {
      const [state = '', ...start] = stdout.trim().split(/\s+/)
      return state.startsWith('Z') ? 'dead' : start.join(' ') || null
    },
    () => null, // ps says so by its exit code when the process is gone; `exists` has the last word
  )
}

async function linuxStartTime(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return exists(pid) ? null : 'dead'
  // The name in parentheses may hold anything; fields 3 (state) and 22 (ticks since boot) come after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : (fields[19] ?? null)
}

/** Milliseconds since the epoch. Our own is computed, as PowerShell takes most of a second. */
async function windowsStartTime(pid: number): Promise<string | null> {
  if (pid === process.pid) return String(Math.round(Date.now() - process.uptime() * 1_000))
  const script = `([DateTimeOffset](Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`
  return run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: limitMs,
    windowsHide: true,
  }).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  )
}

/** Windows: computed from two clocks, so equal within a few seconds. */
function sameStart(one: string, other: string): boolean {
  return process.platform === 'win32' ? Math.abs(Number(one) - Number(other)) < 5_000 : one === other
}

async function bootId(): Promise<string | null> {
  if (process.platform === 'linux') {
    return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      text => text.trim() || null,
      () => null,
    )
  }
  if (process.platform !== 'darwin') return null
  return run('sysctl', ['-n', 'kern.bootsessionuuid'], { timeout: limitMs }).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  )
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it is there, but not ours
  }
}
