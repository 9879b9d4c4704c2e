import { categories, isCategory } from '#shared/categories'
import type { AttemptView } from '#shared/ipc/contract'
import type { Suspension } from '#shared/status'
import { cleanHistory, type FailureHistory } from './failure-history.ts'

/** Attempts of diagnose: they say how the server is, but nobody asked it to work. */
export const trialPrefix = 'trial-'

/**
 * What an earlier run knew, from what it recorded. Failures before the server was forgiven do not count. Pure.
 *
 * @param attempts - newest first
 */
export function rebuildHistory(
  attempts: readonly AttemptView[],
  suspension: Suspension | null,
  { at, windowMs, forgivenAt }: { readonly at: number; readonly windowMs: number; readonly forgivenAt: number },
): FailureHistory {
  const recent = attempts
    .filter(({ id, startedAt }) => !id.startsWith(trialPrefix) && startedAt > forgivenAt && at - startedAt < windowMs)
    .toSorted((a, b) => b.startedAt - a.startedAt)
  const lastReady = recent.findIndex(({ outcome }) => outcome === 'ready')
  const row = recent.slice(0, lastReady < 0 ? recent.length : lastReady + 1)
  return {
    ...cleanHistory,
    consecutive: row.filter(counted).length,
    failedAt: recent
      .filter(counted)
      .flatMap(({ failure }) => failure?.at ?? [])
      .toSorted((a, b) => a - b),
    suspensions: suspension === null ? 0 : (suspension.repeats ?? 0) + 1,
  }
}

function counted({ failure }: AttemptView): boolean {
  if (failure === null) return false
  return !isCategory(failure.category) || categories[failure.category].counts !== 'never'
}
