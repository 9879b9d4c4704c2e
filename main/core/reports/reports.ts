import type { Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { ReportEntry } from '#shared/failure-report'
import type { Output } from '#shared/ipc/contract'
import { checksOfServer } from '../diagnosis/probes/checks-of-server.ts'
import type { DiagnoseTarget } from '../diagnosis/diagnoses.ts'
import type { Probes } from '../diagnosis/probes/probes.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import { buildReport } from './build-report.ts'
import { ReportFiles, reportFolderOf } from './report-files.ts'
import { reportMarkdown } from './report-markdown.ts'

export interface ReportsOptions {
  readonly dependencies: ServerDependencies
  readonly probes: Probes
  readonly settings: () => Settings
  readonly dataFolder: string
  /** Where reports lie unless the settings say otherwise. */
  readonly folder: string
}

const dailyMs = 24 * 3_600_000
const keptAttempts = 50

/** Writes, finds and deletes failure reports. */
export class Reports implements Disposable {
  readonly #options: ReportsOptions
  readonly #created = new Emitter<ReportEntry>()
  readonly onCreated = this.#created.on
  readonly #pruning: NodeJS.Timeout

  constructor(options: ReportsOptions) {
    this.#options = options
    void this.prune()
    this.#pruning = setInterval(() => void this.prune(), dailyMs)
    this.#pruning.unref()
  }

  /**
   * Looks at what concerns the server and writes a report about it.
   *
   * @param failures - consecutive ones
   * @throws the system's error when the file cannot be written
   */
  async create(target: DiagnoseTarget, failures: number, more: readonly string[] = []): Promise<ReportEntry> {
    const { dependencies, probes } = this.#options
    const { server } = target
    const expanded = await dependencies.expand(server)
    const looks = checksOfServer(expanded.server, probes, { missingVariables: expanded.missing, object: target.object })
    const checks = (await Promise.all(looks.map(look => look()))).flatMap(check => check ?? [])
    const { command } = expanded.server
    const found = command === undefined ? null : await probes.findCommand(expanded.server, command)
    const report = buildReport(
      {
        ...{ server, at: Date.now(), consecutiveFailures: failures, checks, object: target.object },
        attempts: dependencies.state.attempts(server.name, keptAttempts),
        lastFailure: target.view().lastError,
        recommendations: more,
        resolvedCommand: found?.kind === 'found' ? found.path : null,
        path: command === undefined ? null : (probes.environmentOf(expanded.server).PATH ?? null),
      },
      dependencies.redact,
    )
    const entry = await this.files.write(report)
    this.#created.emit(entry)
    return entry
  }

  /** Where the settings say right now. */
  get files(): ReportFiles {
    const { settings, dataFolder, folder } = this.#options
    return new ReportFiles(reportFolderOf(settings().diagnostics.report_directory, dataFolder, folder))
  }

  async get(id: string): Promise<Output<'reports:get'>> {
    const { entry, report } = await this.files.get(id)
    return { entry, report, markdown: reportMarkdown(report) }
  }

  /** Deletes what is older than `keep_reports_days`; tells the log when it cannot. */
  async prune(): Promise<void> {
    const { settings, dependencies } = this.#options
    try {
      const count = await this.files.prune(settings().diagnostics.keep_reports_days, Date.now())
      if (count > 0) dependencies.logs.main.info('old reports deleted', { count })
    } catch (error) {
      dependencies.logs.main.warn('Old reports cannot be deleted', { folder: this.files.folder, error })
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pruning)
    this.#created[Symbol.dispose]()
  }
}
