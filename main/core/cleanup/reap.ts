import { sleep } from '#shared/sleep'
import type { Family } from '../process/family.ts'
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts'
import type { CleanupRecord } from '../transports/transport.ts'

export interface ReapOptions {
  readonly table: ProcessTable
  /** Who is left, by server; asked again and again. */
  readonly find: (entries: readonly ProcessEntry[]) => ReadonlyMap<string, Family>
  /** Told once, with the servers that have something left. */
  readonly onFound?: (servers: readonly string[]) => void
  /** Told as soon as nothing of a server is left, or what is left cannot be stopped. */
  readonly onReaped?: (reaped: Reaped) => void
  readonly graceMs?: number
  /** SIGKILL cannot be ignored: who still lives then hangs in the kernel. */
  readonly killMs?: number
}

export interface Reaped extends CleanupRecord {
  readonly server: string
}

const firstPollMs = 10
const longestPollMs = 100

/** Stops what earlier runs left: SIGTERM, a second, SIGKILL, and then a look whether anybody lives. */
export async function reap(options: ReapOptions): Promise<Reaped[]> {
  const { table, find, graceMs = 1_000, killMs = 2_000 } = options
  const startedAt = performance.now()
  const seen = new Map<string, { pids: Set<number>; opened: Set<number>; forced: boolean; emptyLooks: number }>()
  const reaped: Reaped[] = []
  const finish = (server: string, left: readonly number[]) => {
    const found = seen.get(server)
    if (found === undefined) return
    seen.delete(server)
    if (found.pids.size === 0) return // only programs that were opened for the user
    const record: Reaped = {
      server,
      outcome: left.length > 0 ? 'leaked' : found.forced ? 'forced' : 'graceful',
      pids: sorted(left.length > 0 ? left : found.pids),
      ...(found.opened.size > 0 && { opened: sorted(found.opened) }),
      durationMs: Math.round(performance.now() - startedAt),
    }
    reaped.push(record)
    options.onReaped?.(record)
  }
  const look = async () => {
    const families = find(await table.snapshot())
    for (const [server, family] of families) {
      const found = seen.get(server) ?? { pids: new Set(), opened: new Set(), forced: false, emptyLooks: 0 }
      seen.set(server, found)
      for (const { pid } of family.living) found.pids.add(pid)
      for (const { pid } of family.opened) found.opened.add(pid)
    }
    // Twice: one who forks and ends during a look hides his child from it.
    for (const [server, found] of [...seen]) {
      found.emptyLooks = (families.get(server)?.living.length ?? 0) === 0 ? found.emptyLooks + 1 : 0
      if (found.emptyLooks === 2 || found.pids.size === 0) finish(server, [])
    }
    return families
  }

  const told = new Set<string>()
  const signal = (families: ReadonlyMap<string, Family>, kind: 'SIGTERM' | 'SIGKILL') => {
    for (const [server, { living }] of families) {
      for (const entry of living) {
        const key = `${entry.pid}@${entry.startTime}`
        if (kind === 'SIGTERM' && told.has(key)) continue
        told.add(key)
        const found = seen.get(server)
        if (found !== undefined && kind === 'SIGKILL') found.forced = true
        table.signal(entry.pid, kind)
        if (kind === 'SIGTERM') table.signal(entry.pid, 'SIGCONT') // one that was stopped would never hear it
      }
    }
  }

  let families = await look()
  options.onFound?.([...seen.keys()])
  for (const [kind, limitMs] of [['SIGTERM', graceMs] as const, ['SIGKILL', killMs] as const]) {
    const deadline = performance.now() + limitMs
    for (let pollMs = firstPollMs; seen.size > 0; pollMs = Math.min(pollMs * 2, longestPollMs)) {
      const restMs = deadline - performance.now()
      if (restMs <= 0) break
      signal(families, kind)
      await sleep(Math.min(pollMs, restMs))
      families = await look()
    }
  }
  for (const server of [...seen.keys()]) {
    finish(
      server,
      (families.get(server)?.living ?? []).map(({ pid }) => pid),
    )
  }
  return reaped
}

const sorted = (pids: Iterable<number>): number[] => [...pids].toSorted((a, b) => a - b)
