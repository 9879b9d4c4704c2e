import type { Reaped } from './reap.ts'

/** What people are told of what the last run left; null when that was nothing. */
export function describeSurvivors(reaped: readonly Reaped[]): string | null {
  const pids = new Set(reaped.filter(({ outcome }) => outcome !== 'leaked').flatMap(record => record.pids))
  if (pids.size === 0) return null
  return pids.size === 1
    ? '1 process of the last run was still alive and was stopped.'
    : `${pids.size} processes of the last run were still alive and were stopped.`
}

/** What could not be stopped, by pid. */
export function describeLeaks(reaped: readonly Reaped[]): string | null {
  const pids = new Set(reaped.filter(({ outcome }) => outcome === 'leaked').flatMap(record => record.pids))
  if (pids.size === 0) return null
  return `Processes of the last run could not be stopped: ${[...pids].join(', ')}. End them by hand.`
}
