import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'
import type { Reaped } from './reap.ts'

/** What a reaper did, for the next start to tell. */
export interface ReapReport {
  /** `<data folder id>:<run id>` of the run that ended without a word. */
  readonly run: string
  readonly at: number
  readonly reaped: readonly Reaped[]
}

const fileName = /^reaped-[\w-]+\.json$/

export async function writeReport(runFolder: string, report: ReapReport): Promise<void> {
  const name = `reaped-${report.run.replaceAll(/[^\w-]/g, '-')}.json`
  await writeFileAtomic(join(runFolder, name), `${JSON.stringify(report)}\n`)
}

/** Takes the reports that lie there; what cannot be read is dropped, since nobody would ever read it. */
export async function takeReports(runFolder: string, folderId: string): Promise<ReapReport[]> {
  const names = (await readdir(runFolder).catch(() => [])).filter(name => fileName.test(name))
  const reports: ReapReport[] = []
  for (const name of names) {
    const path = join(runFolder, name)
    const report = parseReport(await readFile(path, 'utf8').catch(() => ''))
    if (report !== null && report.run.startsWith(`${folderId}:`)) reports.push(report)
    await rm(path, { force: true })
  }
  return reports
}

const outcomes = ['graceful', 'forced', 'leaked', 'unverified'] as const

function parseReport(text: string): ReapReport | null {
  try {
    const { run, at, reaped } = JSON.parse(text) as Record<string, unknown>
    if (typeof run !== 'string' || typeof at !== 'number' || !Array.isArray(reaped)) return null
    return { run, at, reaped: reaped.filter(isReaped) }
  } catch {
    return null
  }
}

function isReaped(value: unknown): value is Reaped {
  if (typeof value !== 'object' || value === null) return false
  const { server, outcome, pids, durationMs } = value as Record<string, unknown>
  if (typeof server !== 'string' || !outcomes.some(known => known === outcome)) return false
  return Array.isArray(pids) && pids.every(pid => Number.isSafeInteger(pid)) && typeof durationMs === 'number'
}
