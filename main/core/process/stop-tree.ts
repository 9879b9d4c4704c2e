import { sleep } from '#shared/sleep'
import type { CleanupRecord } from '../transports/transport.ts'
import { findFamily, type Family } from './family.ts'
import type { ProcessEntry, ProcessTable } from './process-table.ts'
import type { OwnedChild } from './spawn-owned.ts'
import { stopTreeOnWindows } from './stop-tree-on-windows.ts'

export interface StopOptions {
  /** Wait after SIGTERM, in milliseconds. */
  readonly killTimeoutMs: number
  /** False: nothing is looked up afterwards, and the record says `unverified`. */
  readonly verify: boolean
}

/** A server that reads to the end of its input needs no signal; most leave within milliseconds. */
export const stdinGraceMs = (killTimeoutMs: number): number => Math.min(killTimeoutMs / 2, 2_000)

/** SIGKILL cannot be ignored: what is still there then hangs in the kernel. */
const afterKillMs = 2_000
/** Asking whether a group has members is one system call. */
const firstPollMs = 10
const longestPollMs = 100

/**
 * Stops a child with everything it started and proves that it is gone: end of input, SIGTERM to the family,
 * SIGKILL to the family, then a look at what lives. The exit of the root is no proof. Never throws.
 *
 * @returns `graceful` when SIGKILL was not needed; `leaked` with the pids that live; `unverified` when nobody could look
 */
export async function stopTree(child: OwnedChild, table: ProcessTable, options: StopOptions): Promise<CleanupRecord> {
  const record = await stopFamily(child, table, options)
  child.ward?.release(record)
  return record
}

async function stopFamily(child: OwnedChild, table: ProcessTable, options: StopOptions): Promise<CleanupRecord> {
  const startedAt = performance.now()
  const opened = new Set<number>()
  const finish = (outcome: CleanupRecord['outcome'], pids: Iterable<number>): CleanupRecord => ({
    outcome,
    pids: [...pids].toSorted((a, b) => a - b),
    ...(opened.size > 0 && { opened: [...opened].toSorted((a, b) => a - b) }),
    durationMs: Math.round(performance.now() - startedAt),
  })
  child.process.stdin.end()
  await exited(child, stdinGraceMs(options.killTimeoutMs))
  if (process.platform === 'win32') {
    const result = await stopTreeOnWindows(child, table, options)
    return finish(result.outcome, result.pids)
  }
  if (!options.verify) {
    const forced = await stopUnseen(child, table, options.killTimeoutMs)
    return finish('unverified', forced ? [child.pid] : [])
  }

  const seen = new Set([child.pid])
  const look = async (): Promise<Family> => {
    const grouped = child.ward?.family().grouped ?? new Set<number>() // first: who comes later is in the list
    const entries = await table.snapshot()
    const { pid, marker, exit, ward } = child
    const family = findFamily(
      entries,
      { pid, ended: exit !== null, marker, ...ward?.family(), grouped },
      table.isOpened,
    )
    for (const entry of family.living) seen.add(entry.pid)
    opened.clear()
    for (const entry of family.opened) opened.add(entry.pid)
    return family
  }
  /** Signals those that live until none does. New ones that appear meanwhile are signalled too. */
  const drive = async (signal: 'SIGTERM' | 'SIGKILL', limitMs: number) => {
    const deadline = performance.now() + limitMs
    const told = new Set<string>()
    let wasEmpty = false
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, longestPollMs)) {
      const family = await look()
      const { living } = family
      // Twice: one who forks and ends during a look hides his child from it.
      if (living.length === 0 && wasEmpty) return living
      wasEmpty = living.length === 0
      if (wasEmpty) continue
      const fresh = living.filter(entry => signal === 'SIGKILL' || !told.has(keyOf(entry)))
      for (const entry of fresh) told.add(keyOf(entry))
      send(fresh, signal, { child, table, family })
      const restMs = deadline - performance.now()
      if (restMs <= 0) return living
      await sleep(Math.min(pollMs, restMs))
    }
  }

  try {
    if ((await drive('SIGTERM', options.killTimeoutMs)).length === 0) return finish('graceful', seen)
    const left = await drive('SIGKILL', afterKillMs)
    return left.length === 0
      ? finish('forced', seen)
      : finish(
          'leaked',
          left.map(entry => entry.pid),
        )
  } catch {
    // The table cannot be read. Stopping goes on blindly, and the record says that nobody looked.
    await stopUnseen(child, table, options.killTimeoutMs)
    return finish('unverified', seen)
  }
}

const keyOf = (entry: ProcessEntry): string => `${entry.pid}@${entry.startTime}`

/** The group with one call, so that nobody slips through by forking; those outside one by one. */
function send(
  entries: readonly ProcessEntry[],
  signal: 'SIGTERM' | 'SIGKILL',
  { child, table, family }: { readonly child: OwnedChild; readonly table: ProcessTable; readonly family: Family },
): void {
  const isShared = family.opened.some(entry => entry.pgid === child.pid) // by a program that is not ours to stop
  const targets = new Set(entries.map(entry => (entry.pgid === child.pid && !isShared ? -child.pid : entry.pid)))
  for (const target of targets) {
    table.signal(target, signal)
    if (signal === 'SIGTERM') table.signal(target, 'SIGCONT') // one that was stopped would never hear it
  }
}

/** The same without looking. @returns true when SIGKILL was sent */
async function stopUnseen(child: OwnedChild, table: ProcessTable, killTimeoutMs: number): Promise<boolean> {
  if (!table.signal(-child.pid, 'SIGTERM')) return false
  const deadline = performance.now() + killTimeoutMs
  while (performance.now() < deadline) {
    if (!table.signal(-child.pid, 0)) return false
    await sleep(Math.min(longestPollMs, killTimeoutMs))
  }
  return table.signal(-child.pid, 'SIGKILL')
}

/** Resolves when the child has exited, or after `limitMs`. */
function exited(child: OwnedChild, limitMs: number): Promise<void> {
  if (child.exit !== null) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      child.process.off('exit', done)
      resolve()
    }
    const timer = setTimeout(done, limitMs)
    child.process.once('exit', done)
  })
}
