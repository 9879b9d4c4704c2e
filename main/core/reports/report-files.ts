import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError } from '#shared/errors'
import { failureReport, reportId, type FailureReport, type ReportEntry } from '#shared/failure-report'
import { fileNameFor } from '../data-folder/file-name-for.ts'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'

const dayMs = 24 * 3_600_000

/** Where reports lie. @param configured - `diagnostics.report_directory`; relative ones start at the data folder */
export function reportFolderOf(configured: string | undefined, dataFolder: string, reports: string): string {
  return configured === undefined
    ? reports
    : resolve(
        dataFolder,
        configured.replace(/^~(?=[/\\]|$)/, () => homedir()),
      )
}

/** The reports of one folder: a file each, for the user alone. */
export class ReportFiles {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Writes a report under the second it was made in, or the next free one. @throws the system's error */
  async write(report: FailureReport): Promise<ReportEntry> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const text = `${JSON.stringify(report, null, 2)}\n`
    const at = Date.parse(report.timestamp)
    for (let seconds = Math.floor(at / 1_000); ; seconds++) {
      const id = `failure_${fileNameFor(report.server_name)}_${seconds}`
      try {
        await writeFileAtomic(this.#pathOf(id), text, { exclusive: true })
        return this.#entryOf(id, report)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  }

  /** Newest first. What is no report is left out. */
  async list(server?: string): Promise<ReportEntry[]> {
    const ids = (await this.#ids()).filter(
      id => server === undefined || id.startsWith(`failure_${fileNameFor(server)}_`),
    )
    const read = await Promise.all(ids.map(id => this.#read(id)))
    const entries = read.flatMap((report, index) => (report === null ? [] : [this.#entryOf(ids[index] ?? '', report)]))
    return entries
      .filter(entry => server === undefined || entry.server === server)
      .toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id))
  }

  /** @throws {AppError} `REPORT_UNKNOWN` */
  async get(id: string): Promise<{ readonly entry: ReportEntry; readonly report: FailureReport }> {
    const report = reportId.safeParse(id).success ? await this.#read(id) : null
    if (report !== null) return { entry: this.#entryOf(id, report), report }
    throw new AppError('REPORT_UNKNOWN', `There is no report "${id}" in ${this.folder}`, { id })
  }

  /** Deletes what is older. @param keepDays - 0 keeps all @returns how many were deleted */
  async prune(keepDays: number, nowAt: number): Promise<number> {
    if (keepDays === 0) return 0
    const old = (await this.#ids()).filter(id => secondsOf(id) * 1_000 < nowAt - keepDays * dayMs)
    await Promise.all(old.map(id => rm(this.#pathOf(id), { force: true })))
    return old.length
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return names.flatMap(name => {
      const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : ''
      return reportId.safeParse(id).success ? [id] : []
    })
  }

  async #read(id: string): Promise<FailureReport | null> {
    try {
      const parsed = failureReport.safeParse(JSON.parse(await readFile(this.#pathOf(id), 'utf8')))
      return parsed.success ? parsed.data : null
    } catch {
      return null // deleted meanwhile, or not ours
    }
  }

  #pathOf(id: string): string {
    return join(this.folder, `${id}.json`)
  }

  #entryOf(id: string, report: FailureReport): ReportEntry {
    const category = report.diagnostics.error_pattern
    return { id, server: report.server_name, at: Date.parse(report.timestamp), category, path: this.#pathOf(id) }
  }
}

const secondsOf = (id: string) => Number(/_(\d+)$/.exec(id)?.[1] ?? 0)
