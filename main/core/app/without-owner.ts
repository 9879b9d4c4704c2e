import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Config } from '#shared/config'
import { AsyncDisposables } from '#shared/disposable'
import { AppError } from '#shared/errors'
import type { DiagnosisView, FailureView } from '#shared/ipc/contract'
import { statusOf } from '#shared/status'
import { readConfig, emptyConfig } from '../config/read-config.ts'
import type { ConfigProblem } from '../config/parse-jsonc.ts'
import { readOwner } from '../data-folder/data-folder-lock.ts'
import { dataFolderAt, type DataFolder } from '../data-folder/data-folder.ts'
import { Diagnoses, type DiagnoseTarget } from '../diagnosis/diagnoses.ts'
import { Probes } from '../diagnosis/probes/probes.ts'
import { TrialLocks } from '../diagnosis/trial-locks.ts'
import type { Logs } from '../log/log.ts'
import { createProcessTable } from '../process/create-process-table.ts'
import type { Custody } from '../process/custody.ts'
import { ReportFiles, reportFolderOf } from '../reports/report-files.ts'
import { targetOf } from '../servers/server-view.ts'
import { MemoryState } from '../store/memory-state.ts'
import { openState } from '../store/open-state.ts'
import type { State } from '../store/state.ts'
import { createDispatcher } from '../transports/dispatcher.ts'
import { invalidDiagnosis } from './invalid-diagnosis.ts'
import { MachineEnvironment } from './machine-environment.ts'
import { createMemoryLogs } from './memory-logs.ts'
import { createServerDependencies } from './server-dependencies.ts'

/** What can be found out about a data folder that nobody owns, or beside its owner. Takes no lock, starts nothing lasting. */
export interface Bystander extends AsyncDisposable {
  readonly folder: DataFolder
  readonly config: Config
  /** The file cannot be read; `config` is then empty. */
  readonly problem: ConfigProblem | null
  /** Of the MCPProxy that runs here; null when none does. */
  readonly ownerPid: number | null
  readonly environment: MachineEnvironment
  readonly probes: Probes
  /** Empty while somebody else owns it. */
  readonly state: State
  readonly logs: Logs
  readonly reports: ReportFiles
  /** @throws {AppError} `SERVER_UNKNOWN` */
  diagnose(name: string): Promise<DiagnosisView>
}

export async function openWithoutOwner(options: {
  readonly dataFolder: string
  readonly version: string
}): Promise<Bystander> {
  const folder = dataFolderAt(options.dataFolder)
  const owned = new AsyncDisposables()
  const logs = createMemoryLogs()
  const text = await readFile(folder.configFile, 'utf8').catch(() => null)
  const read = text === null ? { ok: true as const, config: emptyConfig() } : readConfig(text)
  const config = read.ok ? read.config : emptyConfig()
  const { settings } = config
  // What does not exist yet is not created by looking at it, and an owner's database is left to the owner.
  const ownerPid = (await readOwner(folder.folder))?.pid ?? null
  const state =
    ownerPid === null && existsSync(folder.stateFile)
      ? openState(folder.stateFile, { log: logs.main, onProblem: () => {} }).state
      : new MemoryState()
  owned.defer(() => state.close())
  const environment = new MachineEnvironment({ own: process.env, shell: process.env.SHELL ?? null })
  const dispatcher = owned.use(await createDispatcher(settings.network).catch(() => createDispatcher({})))
  const probes = new Probes({ environment, dispatcher: () => dispatcher })
  const dependencies = createServerDependencies({
    ...{ config: { current: config }, environment, network: { dispatcher }, logs, state, version: options.version },
    ...{ table: createProcessTable(), custody: noCustody, runId: `diagnose:${randomUUID()}` },
  })
  const diagnoses = owned.use(
    new Diagnoses({ dependencies, probes, settings: () => settings, locks: new TrialLocks() }),
  )
  const reportFolder = reportFolderOf(settings.diagnostics.report_directory, folder.folder, folder.reports)
  return {
    ...{ folder, config, problem: read.ok ? null : read.problem, ownerPid, environment, probes, state, logs },
    reports: new ReportFiles(reportFolder),
    async diagnose(name) {
      const invalid = config.invalid.find(entry => entry.name === name)
      if (invalid !== undefined) return invalidDiagnosis(invalid)
      return diagnoses.diagnose(targetIn(config, name, state, logs.redact))
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  }
}

function targetIn(config: Config, name: string, state: State, redact: (text: string) => string): DiagnoseTarget {
  const server = config.servers.find(entry => entry.name === name)
  if (server === undefined) {
    const known = [...config.servers, ...config.invalid].map(entry => entry.name)
    throw new AppError('SERVER_UNKNOWN', `There is no server named "${name}"`, { name, known })
  }
  const suspension = state.suspensions().get(name) ?? null
  let lastError: FailureView | null = state.attempts(name, 1)[0]?.failure ?? null
  const desired = server.enabled ? ('enabled' as const) : ('disabled' as const)
  return {
    server,
    view: () => ({
      status: statusOf({ valid: true, desired, suspension, runtime: { kind: 'idle' } }),
      target: redact(targetOf(server)),
      lastError,
    }),
    object: suspension?.object ?? null,
    session: async () => null,
    show: failure => void (lastError = failure),
  }
}

/** The trial is stopped by whoever starts it; nobody else will come to look for it. */
const noCustody: Custody = {
  announce: async () => ({
    spawned() {},
    family: () => ({ known: new Map(), opened: new Map(), grouped: new Set() }),
    release() {},
  }),
}
