import type { Settings } from '#shared/config'
import { shutdownPhases, type ShutdownPhase } from '#shared/ipc/contract'
import { stdinGraceMs } from '../process/stop-tree.ts'

export type ShutdownLimits = { readonly [P in ShutdownPhase]: number }

/** Calls in flight get this long; see docs/ARCHITECTURE.md, shutdown order. */
export const callGraceMs = 5_000
/** SIGKILL's own wait, and several looks at a process table that may take seconds (PowerShell on a busy machine). */
const afterKillMs = 2_000 + 8_000
/** Between the phases, and for the process to end. */
const marginMs = 5_000

/** How long each phase of a stop may take, in milliseconds. What takes longer is reported, and the next phase begins. */
export function shutdownLimitsMs(cleanup: Settings['resource_cleanup']): ShutdownLimits {
  const killTimeoutMs = cleanup.process_kill_timeout_seconds * 1_000
  const treeMs = stdinGraceMs(killTimeoutMs) + killTimeoutMs + afterKillMs
  return {
    refuse: 1_000,
    background: 2_000,
    helpers: treeMs,
    calls: 30_000, // the HTTP front; calls themselves are ended after callGraceMs
    servers: treeMs,
    containers: cleanup.docker_cleanup_timeout_seconds * 1_000 + 1_000,
    verify: 12_000,
    close: 10_000,
  }
}

/** Longer than all phases together: whoever waits for a stop gives up only after this, in milliseconds. */
export function shutdownDeadlineMs(cleanup: Settings['resource_cleanup']): number {
  const limits = shutdownLimitsMs(cleanup)
  return shutdownPhases.reduce((sum, phase) => sum + limits[phase], marginMs)
}
