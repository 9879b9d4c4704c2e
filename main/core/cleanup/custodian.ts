import { removeGroup, readGroup, type ControlGroups } from '../process/control-groups.ts'
import type { Custody, Ward } from '../process/custody.ts'
import type { Marker } from '../process/marker.ts'
import type { ProcessTable } from '../process/process-table.ts'
import type { CleanupRecord } from '../transports/transport.ts'
import type { Guardian } from './guardian.ts'
import type { Ledger } from './ledger.ts'
import { Sampler } from './sampler.ts'
import type { Sweep } from './sweep.ts'

export interface CustodianParts {
  readonly ledger: Ledger
  readonly table: ProcessTable
  readonly bootId: string | null
  readonly guardian: Pick<Guardian, 'ensure'>
  readonly sweep: Pick<Sweep, 'clear'>
  readonly groups: ControlGroups | null
}

/** Keeps the ledger true: what is about to be spawned, what that started, and what is proven gone. */
export class Custodian implements Custody, Disposable {
  readonly #parts: CustodianParts
  readonly #sampler: Sampler
  /** Stopped, but not proven gone: control groups by attempt. Watched until nothing of them is seen any more. */
  readonly #lingering = new Map<string, string | null>()

  constructor(parts: CustodianParts) {
    this.#parts = parts
    const { ledger } = parts
    this.#sampler = new Sampler(parts.table, {
      onMember: (attempt, { pid, startTime, pgid }) => ledger.note({ kind: 'process', attempt, pid, startTime, pgid }),
      onGone: (attempt, pid) => {
        ledger.forget(attempt, pid)
        if (this.#lingering.has(attempt)) this.#endWhenEmpty(attempt)
      },
    })
  }

  async announce(marker: Marker): Promise<Ward> {
    const { sweep, guardian, groups, ledger, bootId } = this.#parts
    const { attempt, run, server } = marker
    await sweep.clear(server)
    guardian.ensure()
    const group = (await groups?.create(marker)) ?? null
    await ledger.record({ kind: 'intent', attempt, run, server, bootId, group })
    return {
      spawned: pid => {
        if (group !== null) void groups?.enter(group, pid)
        this.#sampler.watch(pid, marker)
      },
      family: () => ({
        known: this.#sampler.known(attempt),
        opened: this.#sampler.opened(attempt),
        grouped: group === null ? new Set() : readGroup(group),
      }),
      release: record => this.#release(attempt, group, record),
    }
  }

  [Symbol.dispose](): void {
    this.#sampler[Symbol.dispose]()
  }

  #release(attempt: string, group: string | null, record: CleanupRecord | null): void {
    this.#lingering.set(attempt, group)
    const isGone = record === null || record.outcome === 'graceful' || record.outcome === 'forced'
    if (isGone) this.#end(attempt)
    else this.#endWhenEmpty(attempt) // until then it stays on record: the next start would try again
  }

  #endWhenEmpty(attempt: string): void {
    const group = this.#lingering.get(attempt) ?? null
    if (this.#sampler.known(attempt).size === 0 && (group === null || readGroup(group).size === 0)) this.#end(attempt)
  }

  #end(attempt: string): void {
    const group = this.#lingering.get(attempt) ?? null
    this.#lingering.delete(attempt)
    this.#sampler.unwatch(attempt)
    this.#parts.ledger.note({ kind: 'end', attempt })
    if (group !== null) void removeGroup(group)
  }
}
