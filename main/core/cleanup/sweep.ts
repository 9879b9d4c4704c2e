import { readGroup, type ControlGroups } from '../process/control-groups.ts'
import type { ProcessTable } from '../process/process-table.ts'
import { findSurvivors, withAncestors } from './find-survivors.ts'
import type { Ledger } from './ledger.ts'
import { reap, type Reaped } from './reap.ts'

export interface SweepOptions {
  readonly ledger: Ledger
  readonly table: ProcessTable
  readonly folderId: string
  readonly groups: ControlGroups | null
  /** Ours: its processes are no survivors. */
  readonly run: string
}

/** Stops what earlier runs left, while everything else comes up. Only the lock's owner may do this. */
export class Sweep {
  readonly #options: SweepOptions
  /** Servers of which something is left, each with the end of it. */
  readonly #waits = new Map<string, PromiseWithResolvers>()
  readonly #looked: PromiseWithResolvers
  #done: Promise<readonly Reaped[]> = Promise.resolve([])

  constructor(options: SweepOptions) {
    this.#options = options
    this.#looked = withResolvers()
    // After a clean end nobody has to wait for a look that finds nothing.
    if (options.ledger.attempts.length === 0) this.#looked.resolve()
  }

  begin(): void {
    this.#done = this.#run().finally(() => {
      this.#looked.resolve()
      for (const wait of this.#waits.values()) wait.resolve()
    })
  }

  /** Resolves with what was stopped. */
  get done(): Promise<readonly Reaped[]> {
    return this.#done
  }

  /** Resolves when nothing of that server's earlier life is in the way of a new one. Bounded by the reaper's limits. */
  async clear(server: string): Promise<void> {
    await this.#looked.promise
    await this.#waits.get(server)?.promise
  }

  async #run(): Promise<readonly Reaped[]> {
    const { ledger, table, folderId, run } = this.#options
    const earlier = ledger.attempts.filter(attempt => attempt.run !== run)
    // Windows tells neither marks nor, at a bearable price, start times: whoever is found there may be a stranger.
    if (process.platform === 'win32') {
      for (const { attempt } of earlier) ledger.note({ kind: 'end', attempt })
      return []
    }
    const query = {
      attempts: earlier,
      isOurRun: (other: string) => other.startsWith(`${folderId}:`) && other !== run,
      readGroup,
      isOpened: table.isOpened ?? (() => false),
    }
    const reaped = await reap({
      table,
      find: entries => findSurvivors(entries, { ...query, spare: withAncestors(entries, process.pid) }),
      onFound: servers => {
        for (const server of servers) this.#waits.set(server, withResolvers())
        this.#looked.resolve()
      },
      onReaped: ({ server }) => this.#waits.get(server)?.resolve(),
    })
    const leaked = new Set(reaped.filter(({ outcome }) => outcome === 'leaked').map(({ server }) => server))
    await this.#options.groups?.removeEmpty(query.isOurRun)
    for (const { attempt, server } of earlier) {
      if (!leaked.has(server)) ledger.note({ kind: 'end', attempt })
    }
    return reaped
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/** The native one is missing from Node 20. */
function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => {}
  const promise = new Promise<void>(settle => (resolve = settle))
  return { promise, resolve }
}
