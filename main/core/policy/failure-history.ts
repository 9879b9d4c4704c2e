import { categories, type Category } from '#shared/categories'

/** What the failure policy remembers of one server. */
export interface FailureHistory {
  /** Counted failures since the last stable run. */
  readonly consecutive: number
  /** The last of them that retrying cannot cure, in a row. */
  readonly terminal: number
  /** Instants of counted failures; those older than the window are dropped with the next one. */
  readonly failedAt: readonly number[]
  /** Suspensions since the server was last trusted: each makes the next one longer, and quiet. */
  readonly suspensions: number
  readonly readySinceAt: number | null
}

export interface Limits {
  readonly enabled: boolean
  readonly threshold: number
  readonly windowMs: number
}

export interface CountedFailure {
  readonly category: Category
  readonly confidence: number
  readonly at: number
  /** The server was suspended when it failed: it had come back, or tried to. */
  readonly suspended: boolean
}

/** Why a server is held back from now on. */
export interface Verdict {
  readonly reason: string
  readonly failures: number
  /** Earlier suspensions since the server was last trusted; from 1 on nobody is told again. */
  readonly repeats: number
}

export const cleanHistory: FailureHistory = {
  consecutive: 0,
  terminal: 0,
  failedAt: [],
  suspensions: 0,
  readySinceAt: null,
}

/** Below this a cause is a guess, and a guess does not shorten anybody's patience. */
const sureConfidence = 0.8
const terminalThreshold = 2

/** Counts a failure, and says whether it is one too many. Pure. */
export function afterFailure(
  before: FailureHistory,
  failure: CountedFailure,
  limits: Limits,
): { readonly history: FailureHistory; readonly verdict: Verdict | null } {
  const { category, confidence, at } = failure
  const { counts } = categories[category]
  const ranMs = before.readySinceAt === null ? 0 : at - before.readySinceAt
  const suspensions = ranMs >= limits.windowMs ? 0 : before.suspensions // a run as long as the window regains trust
  if (counts === 'never') return { history: { ...before, suspensions, readySinceAt: null }, verdict: null }

  const isSure = counts === 'terminal' && confidence >= sureConfidence
  const history: FailureHistory = {
    consecutive: before.consecutive + 1,
    terminal: isSure ? before.terminal + 1 : 0,
    failedAt: [...before.failedAt.filter(then => at - then < limits.windowMs), at],
    suspensions,
    readySinceAt: null,
  }
  const because = limits.enabled ? reasonOf(history, failure.suspended, limits) : null
  if (because === null) return { history, verdict: null }
  return {
    history: { ...history, suspensions: suspensions + 1 },
    verdict: { ...because, repeats: suspensions },
  }
}

export function afterReady(history: FailureHistory, at: number): FailureHistory {
  return { ...history, readySinceAt: at }
}

/** A stable run ends the row of failures. The window still knows them: who crashes every 65 s fails all the same. */
export function afterStableRun(history: FailureHistory): FailureHistory {
  return { ...history, consecutive: 0, terminal: 0 }
}

function reasonOf(
  { consecutive, terminal, failedAt }: FailureHistory,
  suspended: boolean,
  { threshold, windowMs }: Limits,
): Pick<Verdict, 'reason' | 'failures'> | null {
  if (consecutive >= threshold) {
    return { reason: `Exceeded ${plural(threshold, 'consecutive failure')}`, failures: consecutive }
  }
  if (terminal >= terminalThreshold) {
    const reason = `Exceeded ${plural(terminalThreshold, 'consecutive failure')} that retrying cannot cure`
    return { reason, failures: consecutive }
  }
  if (failedAt.length >= threshold) {
    const minutes = plural(Math.round(windowMs / 60_000), 'minute')
    return { reason: `Exceeded ${plural(threshold, 'failure')} within ${minutes}`, failures: failedAt.length }
  }
  return suspended ? { reason: 'Failed again after it came back', failures: consecutive } : null
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
