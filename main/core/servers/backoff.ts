const FIRST_CAP_MS = 1_000
/** Beyond this many doublings every cap is reached; keeps 2ⁿ finite. */
const MAX_DOUBLINGS = 30
/** A server may ask for patience, not for silence: setTimeout also overflows at 24.8 days. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000
const MINUTE_MS = 60_000
const signInDelaysMs = [5, 15, 60, 4 * 60, 24 * 60].map(minutes => minutes * MINUTE_MS)

/**
 * The wait before the next attempt, in milliseconds: half of the cap is certain, half is random, so that servers
 * that failed together do not come back together.
 *
 * @param retries - attempts that failed before this one; 0 after the first failure
 * @param options.maxMs - `retry_backoff_max_seconds`, in milliseconds
 * @param options.random - from 0 up to, but not including, 1
 * @param options.retryAfterMs - what the server asked for: a minimum, at most a day
 */
export function retryDelayMs(
  retries: number,
  options: { readonly maxMs: number; readonly random: () => number; readonly retryAfterMs?: number | null },
): number {
  const capMs = Math.min(FIRST_CAP_MS * 2 ** Math.min(retries, MAX_DOUBLINGS), options.maxMs)
  return atLeast(options.retryAfterMs, capMs / 2 + (options.random() * capMs) / 2)
}

/** The wait while only a person can help by signing in: 5 min, 15 min, 1 h, 4 h, then every 24 h. */
export function signInDelayMs(retries: number, retryAfterMs: number | null = null): number {
  return atLeast(retryAfterMs, signInDelaysMs[Math.min(retries, signInDelaysMs.length - 1)] ?? MINUTE_MS)
}

function atLeast(retryAfterMs: number | null | undefined, delayMs: number): number {
  return Math.max(delayMs, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS))
}
