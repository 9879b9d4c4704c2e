import type { AttemptView } from '#shared/ipc/contract'

type PhaseTime = AttemptView['phases'][number]

/** Each phase with its part of the whole, from 0 to 1; one that still runs counts as the mean of the others. */
export function phaseShares(phases: readonly PhaseTime[]): readonly (PhaseTime & { readonly share: number })[] {
  const known = phases.flatMap(({ durationMs }) => (durationMs === null ? [] : [Math.max(0, durationMs)]))
  const sum = known.reduce((total, ms) => total + ms, 0)
  const mean = known.length > 0 && sum > 0 ? sum / known.length : 1
  const weights = phases.map(({ durationMs }) => (durationMs === null ? mean : Math.max(0, durationMs)))
  const total = weights.reduce((all, weight) => all + weight, 0)
  return phases.map((phase, index) => ({
    ...phase,
    share: total > 0 ? (weights[index] ?? 0) / total : 1 / phases.length,
  }))
}
