import type { ServerConfig, Settings } from '#shared/config'

/** Where the wait after the n-th failure is drawn from: half of min(1 s · 2ⁿ, longest) and all of it. */
const firstWaitSeconds = 1

/**
 * Warns of thresholds that retries come too slowly to reach within the window.
 * Consecutive failures still count without one, so the server is suspended, only later than the window suggests.
 */
export function checkThresholds(settings: Settings, servers: readonly ServerConfig[]): string[] {
  if (!settings.auto_disable.enabled) return []
  const own = servers.flatMap(({ name, auto_disable_threshold: threshold }) =>
    threshold === undefined ? [] : [{ of: `auto_disable_threshold of "${name}"`, threshold }],
  )
  const all = [{ of: 'auto_disable.failure_threshold', threshold: settings.auto_disable.failure_threshold }, ...own]
  return all.flatMap(({ of, threshold }) => {
    const windowSeconds = settings.auto_disable.window_minutes * 60
    const longest = longestRetriesSeconds(threshold, settings.connection_management.retry_backoff_max_seconds)
    // Waits are half to all of their bound: half is the soonest, three quarters the usual.
    const verdict = longest / 2 > windowSeconds ? 'cannot' : (longest * 3) / 4 > windowSeconds ? 'can hardly' : null
    if (verdict === null) return []
    const minutes = Math.ceil(longest / 60)
    return [
      `${of}: ${threshold} failures ${verdict} happen within window_minutes (${settings.auto_disable.window_minutes}), since their retries take up to ${minutes} minutes: lower the threshold or widen the window.`,
    ]
  })
}

/** The longest that `failures` failed attempts in a row can take, the attempts themselves not counted. */
export function longestRetriesSeconds(failures: number, longestWaitSeconds: number): number {
  let total = 0
  for (let attempt = 0; attempt < failures - 1; attempt += 1) {
    total += Math.min(firstWaitSeconds * 2 ** attempt, longestWaitSeconds)
  }
  return total
}
