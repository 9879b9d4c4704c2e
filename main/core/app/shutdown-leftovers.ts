import { sleep } from '#shared/sleep'
import type { Log } from '../log/log.ts'
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts'
import type { Alerts } from './alerts.ts'

const pollMs = 100
/** What is ending needs no longer; it was signalled before. */
const endingMs = 3_000

export interface VerifyParts {
  readonly table: ProcessTable
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly verify: boolean
  readonly log: Log
  readonly alerts: Alerts
}

/** The last look at the end of a run: beyond what each server's own stop has verified, nothing may carry our mark. */
export async function verifyNothingLeft({ table, run, verify, log, alerts }: VerifyParts): Promise<void> {
  if (!verify) return log.warn('Nobody checks what the servers left behind: resource_cleanup.verify_cleanup is false')
  const pids = (await findLeftovers(table, run, endingMs)).map(({ pid }) => pid)
  if (pids.length > 0) alerts.raise('leak:', 'leak', `Processes of this run still live: ${pids.join(', ')}.`)
}

/** Living processes that carry the mark of this run, whatever became of their parents; programs opened for people are not ours. */
export function markedByRun(entries: readonly ProcessEntry[], run: string): readonly ProcessEntry[] {
  return entries.filter(({ state, marker, opened }) => state !== 'Z' && marker?.run === run && opened !== true)
}

/** Looks until nothing of this run is left, or `limitMs` is over. Where the system hides environments nothing is found. */
export async function findLeftovers(
  table: ProcessTable,
  run: string,
  limitMs: number,
): Promise<readonly ProcessEntry[]> {
  const endAt = performance.now() + limitMs
  for (;;) {
    const left = markedByRun(await table.snapshot(), run)
    if (left.length === 0 || performance.now() >= endAt) return left
    await sleep(pollMs)
  }
}
