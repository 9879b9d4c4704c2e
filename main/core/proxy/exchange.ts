import type { ServerResponse } from 'node:http'
import { AppError } from '#shared/errors'
import type { Call } from './call.ts'

/** After so long without an answer the headers are sent, so that no client gives up on a silent connection. */
const openStreamAfterMs = 5_000
export const keepAliveMs = 15_000
/** Notifications to a client that does not read are dropped beyond this. In bytes. */
const maxUnread = 8 * 1024 * 1024

export const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * The answer to one POST: plain JSON while there is nothing but the answer, an event stream from the first
 * notification on. It cannot be resumed, so a client that goes away before its answer ends the calls it made.
 */
export class Exchange {
  readonly #response: ServerResponse
  readonly #isBatch: boolean
  readonly #onDone: (exchange: Exchange) => void
  readonly #replies: string[] = []
  readonly calls: Call[] = []
  readonly #startedAt = Date.now()
  #lastWriteAt = this.#startedAt
  #awaited: number
  #isStream = false
  #isDone = false

  /** @param awaited - how many requests the body held */
  constructor(response: ServerResponse, awaited: number, isBatch: boolean, onDone: (exchange: Exchange) => void) {
    this.#response = response
    this.#awaited = awaited
    this.#isBatch = isBatch
    this.#onDone = onDone
    response.on('close', () => this.#abandon())
  }

  /** One request is done; null when its client wants no answer. */
  reply(text: string | null): void {
    if (this.#isDone) return
    this.#awaited -= 1
    if (text !== null) {
      if (this.#isStream) this.#event(text)
      else this.#replies.push(text)
    }
    if (this.#awaited === 0) this.#finish()
  }

  /** Sends a notification that belongs to a request of this exchange. */
  notify(text: string | null): void {
    if (text === null || this.#isDone || this.#response.writableLength > maxUnread) return
    this.#openStream()
    this.#event(text)
  }

  /** Called about once a second. */
  keepAlive(nowAt: number): void {
    if (this.#isDone || nowAt - this.#startedAt < openStreamAfterMs) return
    const isNew = !this.#isStream
    this.#openStream()
    if (!isNew && nowAt - this.#lastWriteAt < keepAliveMs) return
    this.#lastWriteAt = nowAt
    this.#response.write(': keep-alive\n\n')
  }

  #openStream(): void {
    if (this.#isStream) return
    this.#isStream = true
    this.#response.writeHead(200, streamHeaders)
    for (const text of this.#replies.splice(0)) this.#event(text)
  }

  #event(text: string): void {
    this.#lastWriteAt = Date.now()
    this.#response.write(`data: ${text}\n\n`)
  }

  #finish(): void {
    this.#isDone = true
    // All requests were cancelled: an event stream that ends says "no answer", as the protocol wants it.
    if (this.#isStream || this.#replies.length === 0) {
      if (!this.#isStream) this.#response.writeHead(200, streamHeaders)
      this.#response.end()
    } else {
      const body = this.#isBatch ? `[${this.#replies.join(',')}]` : (this.#replies[0] ?? '')
      sendJson(this.#response, 200, body)
    }
    this.#onDone(this)
  }

  #abandon(): void {
    if (this.#isDone) return
    this.#isDone = true
    for (const call of this.calls)
      call.drop(new AppError('CANCELLED', 'The client went away', { what: `request ${call.id}` }))
    this.#onDone(this)
  }
}

/** Sends a whole JSON answer with its length, so that small ones are one write. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers?: Record<string, string>,
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
