import { categories, type Category } from '#shared/categories'

/** Nothing is forgotten for longer than this: a server whose probe never passes is tried so often all the same. */
export const longestWaitMs = 3_600_000
/** Where nothing can be watched the first attempt comes after so many probe intervals: 5 min by default. */
const halfOpenIntervals = 10

/** How the end of a cause can be seen: `probe` by looking, `edit` by a change of the file, `attempt` by trying alone. */
export type CureSign = 'probe' | 'edit' | 'attempt'

/** @param canLook - whether there is a probe for this server and cause on this machine */
export function cureSignOf(category: Category, canLook: boolean): CureSign {
  if (categories[category].cureProbe === 'config edited') return 'edit' // an edit ends the suspension by itself
  return canLook ? 'probe' : 'attempt'
}

/**
 * The wait between two looks at a suspended server, in milliseconds. A probe looks every 30 s; once a return failed it
 * did not see the cause, so the waits become those of an attempt: 5 min, doubled after each that fails, at most 1 h.
 *
 * @param repeats - suspensions before this one since the server was last trusted
 * @param probeIntervalMs - `auto_disable.probe_interval_seconds`, in milliseconds
 */
export function lookIntervalMs(sign: CureSign, repeats: number, probeIntervalMs: number): number {
  if (sign === 'edit') return longestWaitMs
  if (sign === 'probe' && repeats === 0) return Math.min(probeIntervalMs, longestWaitMs)
  const doublings = Math.min(sign === 'probe' ? repeats - 1 : repeats, 30) // keeps 2ⁿ finite
  return Math.min(probeIntervalMs * halfOpenIntervals * 2 ** doublings, longestWaitMs)
}

export interface Look {
  readonly sign: CureSign
  /** What the probe said; null where none looked. */
  readonly cured: boolean | null
  readonly at: number
  readonly lastAttemptAt: number
}

/** Whether a suspended server may try again now that its look is due. */
export function mayReturn({ sign, cured, at, lastAttemptAt }: Look): boolean {
  return (sign === 'probe' ? cured === true : sign === 'attempt') || at - lastAttemptAt >= longestWaitMs
}
