import { Emitter } from '#shared/emitter'
import type { AppView } from '#shared/ipc/contract'
import type { ConfigFile } from '../config/config-file.ts'
import { formatProblem } from '../config/parse-jsonc.ts'
import type { ConnectionManager } from '../servers/connection-manager.ts'
import type { State } from '../store/state.ts'
import type { StartupScript } from '../supervised/startup-script.ts'
import type { Alerts } from './alerts.ts'
import type { Endpoint } from './endpoint.ts'
import type { ShutdownCoordinator } from './shutdown-coordinator.ts'

export interface AppStateParts {
  readonly alerts: Alerts
  readonly config: ConfigFile
  readonly endpoint: Endpoint
  readonly servers: ConnectionManager
  readonly state: State
  readonly shutdown: Pick<ShutdownCoordinator, 'view'>
  readonly script: Pick<StartupScript, 'view'>
  readonly folder: string
  readonly version: string
}

/** What is true of the application as a whole; the rest of its view is read from where it is known. */
export class AppState {
  readonly #parts: AppStateParts
  readonly #startedAt = Date.now()
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.on
  #isUp = false

  constructor(parts: AppStateParts) {
    this.#parts = parts
    this.#tellConfig()
    parts.config.onChange(() => this.#tellConfig())
    parts.config.onProblem(() => this.#tellConfig())
  }

  /** Outlives a restart. */
  get paused(): boolean {
    return this.#parts.state.flag('paused') !== null
  }

  setPaused(paused: boolean): void {
    this.#parts.state.setFlag('paused', paused ? 'yes' : null)
    this.#changed.emit()
  }

  started(): void {
    this.#isUp = true
    this.#changed.emit()
  }

  view(): AppView {
    const { alerts, config, endpoint, servers, folder, version } = this.#parts
    const shutdown = this.#parts.shutdown.view
    const stopping = servers.stopping
    const script = this.#parts.script.view
    return {
      phase: this.#phase(),
      paused: this.paused,
      startup: servers.startup,
      endpoint: endpoint.view,
      stopping,
      ...(shutdown === null ? {} : { shutdown: { ...shutdown, serversLeft: servers.runningCount } }),
      ...(script === null ? {} : { startupScript: script }),
      alerts: alerts.list(),
      version,
      dataFolder: folder,
      configPath: config.path,
      startedAt: this.#startedAt,
    }
  }

  #phase(): AppView['phase'] {
    if (this.#parts.shutdown.view !== null) return 'stopping'
    if (!this.#isUp) return 'starting'
    const { total, done } = this.#parts.servers.startup
    return done < total ? 'connecting' : 'ready'
  }

  #tellConfig(): void {
    const { alerts, config } = this.#parts
    const { problem } = config
    if (problem === null) alerts.clear('config')
    else {
      const { servers, invalid } = config.current
      const rest = servers.length + invalid.length > 0 ? 'What ran before keeps running.' : 'Until then no server runs.'
      alerts.raise('config', 'config', `${config.path}: ${formatProblem(problem)} ${rest}`)
    }
    const warnings = config.current.warnings
    for (const { id, kind, message } of alerts.list()) {
      if (kind === 'config-warning' && !warnings.includes(message)) alerts.clear(id)
    }
    for (const warning of warnings) alerts.raise(`config-warning:${warning}`, 'config-warning', warning)
  }
}
