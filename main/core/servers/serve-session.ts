import { Disposables } from '#shared/disposable'
import { AppError } from '#shared/errors'
import type { JsonRpcNotification } from '#shared/json-rpc'
import type { Connection } from './connection-attempt.ts'
import { HealthCheck, type WakeWatch } from './health-check.ts'
import { announcedKinds } from './offer.ts'
import type { OfferKind } from './upstreams.ts'

/** A server that was ready for so long has recovered: its failures are forgotten. */
const STABLE_MS = 60_000

export interface SessionEvents {
  /** The session is watched from now on. */
  onServing(): void
  onStable(): void
  onOffer(kinds: readonly OfferKind[]): void
  /** What is not about the lists. */
  onNotification(notification: JsonRpcNotification): void
  onLatency(latencyMs: number): void
}

/**
 * Watches over a ready session until it ends.
 *
 * @param pingIntervalMs - asked for each time; 0 means no pings
 * @returns what ended it: the link's error, `TIMEOUT` for missed pings, or the signal's reason
 */
export async function serveSession(
  { session, offer }: Connection,
  events: SessionEvents,
  pingIntervalMs: () => number,
  signal: AbortSignal,
  wake?: WakeWatch,
): Promise<unknown> {
  const owned = new Disposables()
  try {
    return await new Promise(resolve => {
      void session.over.then(resolve)
      const onAbort = () => resolve(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      owned.defer(() => signal.removeEventListener('abort', onAbort))
      owned.use(offer.onChange(kinds => events.onOffer(kinds)))
      owned.use(
        session.onNotification(news => {
          if (announcedKinds(news.method).length === 0) events.onNotification(news)
        }),
      )
      const onDead = (misses: number, limitMs: number) => {
        const message = `The server did not answer ${misses} pings in a row`
        resolve(new AppError('TIMEOUT', message, { what: 'ping', limitMs }))
      }
      owned.use(new HealthCheck(session, pingIntervalMs, { onLatency: ms => events.onLatency(ms), onDead }, wake))
      const stable = setTimeout(() => events.onStable(), STABLE_MS)
      owned.defer(() => clearTimeout(stable))
      events.onServing()
    })
  } finally {
    owned[Symbol.dispose]()
  }
}
