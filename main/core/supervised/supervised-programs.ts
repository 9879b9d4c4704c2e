import type { Settings } from '#shared/config'
import type { CleanupView } from '#shared/ipc/contract'
import type { Alerts } from '../app/alerts.ts'
import type { OpenLogs } from '../log/open-logs.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import { Inspectors } from './inspectors.ts'
import { StartupScript } from './startup-script.ts'
import type { Supervision } from './supervised-process.ts'

export interface SupervisedParts {
  readonly supervision: Supervision
  readonly expand: ServerDependencies['expand']
  readonly settings: () => Settings
  readonly logs: OpenLogs
  readonly alerts: Alerts
  /** Our endpoint's origin; null while it does not listen. */
  readonly origin: () => string | null
  readonly runFolder: string
  readonly onCleanup: (record: CleanupView) => void
}

/** The programs that are ours to run beside the servers. */
export class SupervisedPrograms {
  readonly script: StartupScript
  readonly inspectors: Inspectors

  constructor(parts: SupervisedParts) {
    const { supervision, expand, settings, logs, alerts, origin, runFolder, onCleanup } = parts
    this.script = new StartupScript({
      ...{ supervision, expand, onCleanup },
      log: () => logs.helper('startup-script'),
      mainLog: logs.main,
      onProblem: message => alerts.raise('startup-script', 'helper', message),
    })
    this.inspectors = new Inspectors({
      ...{ supervision, origin, runFolder, onCleanup },
      settings: () => settings().inspector,
      log: () => logs.helper('inspector'),
      addSecrets: (key, values) => logs.addSecrets(key, values),
    })
  }

  /** Stops all of them, in parallel, and proves it. */
  async stop(): Promise<void> {
    await Promise.all([this.script.stop(), this.inspectors.stop()])
  }
}
