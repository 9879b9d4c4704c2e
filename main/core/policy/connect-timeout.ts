import type { ServerConfig } from '#shared/config'
import type { AttemptView } from '#shared/ipc/contract'
import type { Phase } from '#shared/status'

/** The slowest of so many successful starts counts: one slow morning is remembered, not for ever. */
const remembered = 20
/** How much longer than ever before a start may take. */
const margin = 3
/** Bound, as a multiple of the configured time-out: what is hung must still be found out. */
const most = 4
/** Phases that wait for the server itself. */
const waiting: ReadonlySet<Phase> = new Set(['spawn', 'initialize', 'discover'])

/**
 * How long a server may take to answer while it connects, in milliseconds. It is never less than what is configured:
 *
 *     limit = min(4 · configured, max(configured, 3 · slowest of the last 20 successful starts, configured · 2ⁿ))
 *
 * with n the time-outs since the last success, so that a server which has never made it gets more time, too.
 * What the user says for this very server holds exactly. Pure.
 *
 * @param attempts - newest first
 */
export function connectTimeoutMs(
  { connection_timeout_seconds: own }: Pick<ServerConfig, 'connection_timeout_seconds'>,
  attempts: readonly AttemptView[],
  configuredMs: number,
): number {
  if (own !== undefined) return own * 1_000
  const successes = attempts.filter(({ outcome }) => outcome === 'ready').slice(0, remembered)
  const slowestMs = Math.max(0, ...successes.flatMap(({ phases }) => phases.flatMap(waitedMs)))
  const lastSuccess = attempts.findIndex(({ outcome }) => outcome === 'ready')
  const since = lastSuccess < 0 ? attempts : attempts.slice(0, lastSuccess)
  const timeouts = since.filter(({ failure }) => failure?.category === 'startup_timeout').length
  const learntMs = Math.max(slowestMs * margin, configuredMs * 2 ** Math.min(timeouts, 10))
  return Math.min(configuredMs * most, Math.max(configuredMs, learntMs))
}

const waitedMs = ({ name, durationMs }: AttemptView['phases'][number]): number[] =>
  durationMs !== null && waiting.has(name) ? [durationMs] : []
