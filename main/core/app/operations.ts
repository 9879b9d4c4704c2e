import { AsyncDisposables } from '#shared/disposable'
import type { Subscribe } from '#shared/emitter'
import type { EventPayload, Handlers } from '#shared/ipc/contract'
import type { ConfigFile } from '../config/config-file.ts'
import { Diagnoses, type DiagnoseTarget } from '../diagnosis/diagnoses.ts'
import { curePlanOf } from '../diagnosis/probes/cure-plan.ts'
import type { DataFolder } from '../data-folder/data-folder.ts'
import type { Suspended } from '../policy/failure-policy.ts'
import { Recovery } from '../policy/recovery.ts'
import { Reports } from '../reports/reports.ts'
import type { ConnectionManager } from '../servers/connection-manager.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import type { ServerActor } from '../servers/server-actor.ts'
import { serverViewOf } from '../servers/server-view.ts'
import type { Alerts } from './alerts.ts'
import { DisabledAlerts } from './disabled-alerts.ts'
import type { FailureCare } from './failure-care.ts'
import { invalidDiagnosis } from './invalid-diagnosis.ts'

export interface OperationsParts {
  readonly alerts: Alerts
  readonly config: Pick<ConfigFile, 'current' | 'onChange'>
  readonly servers: ConnectionManager
  readonly dependencies: ServerDependencies
  readonly care: FailureCare
  readonly folder: Pick<DataFolder, 'folder' | 'reports'>
}

type OwnHandlers = Pick<Handlers, 'server:diagnose' | 'reports:list' | 'reports:get' | 'report:create'>

/** What is done about servers that fail: they are looked into, reported, told of and brought back. */
export class Operations implements AsyncDisposable {
  readonly #parts: OperationsParts
  readonly #owned = new AsyncDisposables()
  readonly #diagnoses: Diagnoses
  readonly #reports: Reports
  /** Reports of disabled servers that are being written. */
  readonly #writing = new Set<Promise<void>>()
  #recovery: Recovery | null
  readonly onReportCreated: Subscribe<EventPayload<'report:created'>>
  readonly onDiagnoseProgress: Subscribe<EventPayload<'diagnose:progress'>>

  constructor(parts: OperationsParts) {
    this.#parts = parts
    const { alerts, config, servers, dependencies, care, folder } = parts
    const { policy, probes, locks } = care
    const settings = () => config.current.settings
    this.#diagnoses = this.#owned.use(new Diagnoses({ dependencies, probes, settings, locks }))
    this.#reports = this.#owned.use(
      new Reports({ dependencies, probes, settings, dataFolder: folder.folder, folder: folder.reports }),
    )
    this.#owned.use(policy.onSuspended(news => this.#report(news)))
    this.#owned.use(new DisabledAlerts({ alerts, servers, onSuspended: policy.onSuspended }))
    this.#recovery = new Recovery({
      ...{ servers, settings, policy, probes, planOf: curePlanOf, log: dependencies.logs.main },
      expand: async server => {
        const { server: expanded, missing } = await dependencies.expand(server)
        return missing.length === 0 ? expanded : null
      },
    })
    this.#owned.use(config.onChange(() => this.#recovery?.refresh()))
    this.onReportCreated = this.#reports.onCreated
    this.onDiagnoseProgress = this.#diagnoses.onProgress
  }

  get handlers(): OwnHandlers {
    const { servers, config } = this.#parts
    return {
      'server:diagnose': async ({ name }) => {
        const invalid = config.current.invalid.find(entry => entry.name === name)
        return invalid === undefined ? this.#diagnose(servers.actor(name)) : invalidDiagnosis(invalid)
      },
      'reports:list': ({ server }) => this.#reports.files.list(server),
      'reports:get': ({ id }) => this.#reports.get(id),
      'report:create': async ({ name }) => {
        const actor = servers.actor(name)
        return this.#reports.create(this.#targetOf(actor), actor.details.state.retryCount)
      },
    }
  }

  /** Ends what is under way in the background; resolves when it has ended. */
  async end(): Promise<void> {
    const recovery = this.#recovery
    this.#recovery = null
    await Promise.all([recovery?.[Symbol.asyncDispose](), this.#diagnoses.end(), ...this.#writing])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    await this.#owned[Symbol.asyncDispose]()
  }

  async #diagnose(actor: ServerActor) {
    const found = await this.#diagnoses.diagnose(this.#targetOf(actor))
    if (found.trial.outcome === 'ready' && !actor.comeBack() && actor.runtime.kind === 'backoff') void actor.restart()
    return { ...found, status: this.#parts.servers.view(actor.name)?.status ?? found.status }
  }

  #report({ failure, suspension }: Suspended): void {
    const { config, servers, dependencies } = this.#parts
    const { auto_disable, diagnostics } = config.current.settings
    if (!auto_disable.generate_reports || !diagnostics.enabled || this.#recovery === null) return
    const actor = servers.actors.find(({ name }) => name === failure.server.name)
    if (actor === undefined) return
    const { recommendations = [] } = failure.diagnosis
    const writing = this.#reports
      .create(this.#targetOf(actor), suspension.failures, recommendations)
      .then(({ id }) => actor.amendSuspension(suspension.sinceAt, { reportId: id }))
      .catch((error: unknown) => {
        dependencies.logs.main.error(`The report about ${actor.name} cannot be written`, { error })
      })
      .finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
  }

  #targetOf(actor: ServerActor): DiagnoseTarget {
    const { redact } = this.#parts.dependencies
    return {
      server: actor.server,
      view: () => serverViewOf(actor, redact),
      object: actor.facts.suspension?.object ?? null,
      session: signal =>
        actor.isOnItsWay ? actor.whenReady(signal).catch(() => null) : Promise.resolve(actor.session),
      show: failure => actor.showFailure(failure),
    }
  }
}
