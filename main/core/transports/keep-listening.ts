import { sleep } from '#shared/sleep'
import { errorCodeOf } from './evidence.ts'
import type { ExchangeResponse } from './http-exchange.ts'
import type { LinkEvidence } from './transport.ts'

export interface StreamListeners {
  readonly onId: (id: string) => void
  readonly onRetry: (durationMs: number) => void
  readonly onEvent: () => void
}

export interface Listening {
  /** Asks for the stream, from `lastId` on where one is known. */
  readonly get: (lastId: string | null) => Promise<ExchangeResponse>
  /** Reads until the stream ends, in whatever way. */
  readonly read: (response: ExchangeResponse, listeners: StreamListeners) => Promise<Error | null>
  /** What an answer that is no stream says; `isOver`: the session or the sign-in is gone. */
  readonly refusal: (
    response: ExchangeResponse,
  ) => Promise<{ readonly http: NonNullable<LinkEvidence['http']>; readonly isOver: boolean; readonly message: string }>
  readonly end: (known: Partial<LinkEvidence> & { readonly message: string }) => void
  readonly unreachable: (error: unknown) => string
  readonly signal: AbortSignal
}

const firstPauseMs = 100
const longestPauseMs = 30_000
/** A stream that lived so long was a good one. */
const stableStreamMs = 10_000
/** Tries that may fail below HTTP in a row; a refused connection ends the link at once, since nobody listens there. */
const maxNetworkFailures = 5

/** The wait after so many failures in a row: doubled each time, up to half a minute. */
export const pauseMs = (failures: number): number => Math.min(firstPauseMs * 2 ** failures, longestPauseMs)

/**
 * Holds the stream open for what a server says unasked, for as long as the session lives. Not every server has one:
 * a refusal of the first try is respected. Returns when there is nothing to listen to any more. Never throws.
 */
export async function keepListening(listening: Listening): Promise<void> {
  let lastId: string | null = null
  let wasOpen = false
  let failures = 0
  let networkFailures = 0
  while (!listening.signal.aborted) {
    let retryMs: number | null = null
    try {
      const response = await listening.get(lastId)
      networkFailures = 0
      if (response.status === 200 && response.mediaType === 'text/event-stream') {
        wasOpen = true
        const openedAt = performance.now()
        let heard = false
        await listening.read(response, {
          onId: id => (lastId = id),
          onRetry: durationMs => (retryMs = durationMs),
          onEvent: () => (heard = true),
        })
        // A server that closes each stream at once is not asked ten times a second.
        failures = heard || performance.now() - openedAt >= stableStreamMs ? 0 : failures + 1
      } else {
        const { http, isOver, message } = await listening.refusal(response)
        if (wasOpen && isOver) return listening.end({ http, message })
        if (!wasOpen && !isPassing(http.status)) return
        lastId = null // it may be the id that is refused
        failures++
      }
    } catch (error) {
      if (listening.signal.aborted) return
      const errorCode = errorCodeOf(error)
      networkFailures++
      failures++
      if (errorCode === 'ECONNREFUSED' || networkFailures >= maxNetworkFailures) {
        return listening.end({ errorCode, message: listening.unreachable(error) })
      }
    }
    await sleep(retryMs ?? pauseMs(failures), listening.signal).catch(() => undefined) // aborted: the loop ends
  }
}

/** Refusals that say "not now". */
const isPassing = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501)
