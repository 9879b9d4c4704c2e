import { createHash, randomUUID } from 'node:crypto'
import type { AsyncDisposables } from '#shared/disposable'
import { openCleanup } from '../cleanup/open-cleanup.ts'
import { ConfigFile } from '../config/config-file.ts'
import { createDataFolder } from '../data-folder/data-folder.ts'
import { acquireLock } from '../data-folder/data-folder-lock.ts'
import { fileNameFor } from '../data-folder/file-name-for.ts'
import { LateLog } from '../log/late-log.ts'
import { openLogs } from '../log/open-logs.ts'
import { createProcessTable } from '../process/create-process-table.ts'
import { openState } from '../store/open-state.ts'
import { Alerts } from './alerts.ts'
import { MachineEnvironment } from './machine-environment.ts'
import { Network } from './network.ts'

export interface FoundationOptions {
  readonly dataFolder: string
  readonly configFile?: string
  readonly echoLog?: boolean
  readonly signal?: AbortSignal
}

const pruneEveryMs = 6 * 3_600_000

/**
 * Takes the data folder and opens what lies in it: lock, configuration, logs, state, ledger. In this order, and closed
 * in the reverse one: nobody else touches the folder while anything of it is open.
 *
 * @param owned - takes over what is opened
 * @throws {AppError} `DATA_FOLDER_OWNED`, `DATA_FOLDER_UNUSABLE`; the signal's reason
 */
export async function layFoundation(options: FoundationOptions, owned: AsyncDisposables) {
  const goOn = () => options.signal?.throwIfAborted()
  goOn()
  const folder = await createDataFolder(options.dataFolder)
  const lock = owned.use(await acquireLock(folder.folder))
  const alerts = owned.use(new Alerts())
  // The configuration says how the log is kept, and has things to log itself.
  const late = new LateLog()
  const configFile = options.configFile ?? folder.configFile
  const config = owned.use(await ConfigFile.open(configFile, late, { backupFolder: folder.backups }))
  goOn()
  const logs = owned.use(
    await openLogs({
      folder: folder.logs,
      settings: config.current.settings.logging,
      fileNameFor,
      echo: options.echoLog ?? false,
      onTrouble: ({ path, error }) => {
        if (error === null) alerts.clear(`log:${path}`)
        else alerts.raise(`log:${path}`, 'internal', `The log ${path} cannot be written: ${error.message}`)
      },
    }),
  )
  late.open(logs.main)
  goOn()
  const { state, problem } = openState(folder.stateFile, {
    log: logs.main,
    onProblem: message => alerts.raise('store', 'store', message),
  })
  owned.defer(() => state.close())
  if (problem !== null) alerts.raise('store', 'store', problem)
  const pruning = setInterval(() => state.prune(Date.now()), pruneEveryMs)
  pruning.unref()
  owned.defer(() => clearInterval(pruning))
  goOn()
  const environment = new MachineEnvironment({ own: process.env, shell: process.env.SHELL ?? null })
  const network = owned.use(new Network(alerts))
  await network.use(config.current.settings.network)
  const runId = `${createHash('sha256').update(folder.folder).digest('hex').slice(0, 12)}:${randomUUID()}`
  const table = createProcessTable()
  const cleaner = owned.use(
    await openCleanup({
      ...{ runFolder: folder.run, owner: lock.owner, run: runId, table, log: logs.main },
      recordCleanup: record => state.recordCleanup(record),
      tell: (kind, message) => {
        if (message === null) alerts.clear(`cleanup:${kind}`)
        else alerts.raise(`cleanup:${kind}`, kind, message)
      },
    }),
  )
  return { folder, alerts, logs, config, state, environment, network, runId, table, cleaner }
}
