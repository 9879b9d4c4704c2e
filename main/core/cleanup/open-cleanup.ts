import { join } from 'node:path'
import type { CleanupView } from '#shared/ipc/contract'
import { AsyncDisposables } from '#shared/disposable'
import type { ProcessIdentity } from '../data-folder/process-identity.ts'
import type { Log } from '../log/log.ts'
import { ControlGroups } from '../process/control-groups.ts'
import type { Custody } from '../process/custody.ts'
import type { ProcessTable } from '../process/process-table.ts'
import { Custodian } from './custodian.ts'
import { Guardian, reaperCommand, reaperEnvironment } from './guardian.ts'
import { Ledger } from './ledger.ts'
import type { Reaped } from './reap.ts'
import { takeReports } from './reap-report.ts'
import { describeLeaks, describeSurvivors } from './survivors.ts'
import { Sweep } from './sweep.ts'

export interface CleanupOptions {
  /** `run/` of the data folder, whose lock we hold. */
  readonly runFolder: string
  readonly owner: ProcessIdentity
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly table: ProcessTable
  readonly log: Log
  readonly recordCleanup: (cleanup: CleanupView) => void
  /** Shows people something; null takes it away. */
  readonly tell: (kind: 'survivors' | 'leak' | 'internal', message: string | null) => void
}

export interface Cleanup extends AsyncDisposable {
  readonly custody: Custody
  /** Stops what earlier runs left, beside everything else. Call once, before the first server starts. */
  sweep(): void
}

/** Ledger, guardian and sweep of one run, wired. Never fails: what it lacks is told. */
export async function openCleanup(options: CleanupOptions): Promise<Cleanup> {
  const { runFolder, owner, run, table, log, tell } = options
  const owned = new AsyncDisposables()
  const folderId = run.slice(0, run.indexOf(':'))
  const troubles = new Map<string, string>()
  const onTrouble = (what: string, consequence: string) => (error: Error | null) => {
    if (error === null) troubles.delete(what)
    else troubles.set(what, `${consequence} (${error.message}). Cleanup after a crash is not assured.`)
    if (error !== null) log.error(`Cleanup: ${what}`, { error })
    tell('internal', troubles.size === 0 ? null : [...troubles.values()].join(' '))
  }
  const ledger = owned.use(
    await Ledger.open({
      path: join(runFolder, 'ledger.jsonl'),
      folderId,
      bootId: owner.bootId,
      onTrouble: onTrouble('ledger', 'What is started cannot be written down'),
    }),
  )
  const onGuardianTrouble = onTrouble('guardian', 'The guardian could not be started')
  const reaper = reaperCommand({ runFolder, run, owner })
  if (reaper === null) onGuardianTrouble(new Error('its program is missing'))
  const guardian =
    reaper === null
      ? { ensure() {} }
      : owned.use(new Guardian({ reaper, env: reaperEnvironment(), onTrouble: onGuardianTrouble }))
  const groups = await ControlGroups.find()
  const sweep = new Sweep({ ledger, table, groups, folderId, run })
  owned.defer(() => sweep.done.catch(() => {})) // told where it failed; bounded by the reaper's own limits
  const custodian = owned.use(new Custodian({ ledger, table, bootId: owner.bootId, guardian, sweep, groups }))

  const report = async () => {
    const runs = new Set(ledger.attempts.map(attempt => attempt.run)) // before the sweep ends them
    const reports = await takeReports(runFolder, folderId)
    const swept = await sweep.done
    const at = Date.now()
    for (const earlier of reports) for (const reaped of earlier.reaped) record(reaped, earlier.at)
    for (const reaped of swept) record(reaped, at)
    // What the guardian did for a run before the last one is history, not news.
    const fresh = [...reports.filter(earlier => runs.has(earlier.run)).flatMap(({ reaped }) => reaped), ...swept]
    const [survivors, leaks] = [describeSurvivors(fresh), describeLeaks(fresh)]
    if (survivors !== null) tell('survivors', survivors)
    if (leaks !== null) tell('leak', leaks)
    for (const message of [survivors, leaks]) if (message !== null) log.warn(message)
  }
  const record = (reaped: Reaped, at: number) => options.recordCleanup({ ...reaped, pids: [...reaped.pids], at })
  return {
    custody: custodian,
    sweep: () => {
      sweep.begin()
      report().catch((error: unknown) => log.error('The sweep failed', { error }))
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  }
}
