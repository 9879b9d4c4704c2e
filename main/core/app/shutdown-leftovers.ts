import { sleep } from '#shared/sleep'
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts'

const pollMs = 100

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
