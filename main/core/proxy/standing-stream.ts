import type { ServerResponse } from 'node:http'
import { keepAliveMs, streamHeaders } from './exchange.ts'

/** What is kept for a client that is not listening right now. */
const maxKept = 256
const maxKeptLength = 1024 * 1024
/** A client that does not read is cut off; it can come back and resume. In bytes. */
const maxUnread = 8 * 1024 * 1024

interface KeptEvent {
  readonly id: number
  readonly text: string
}

/**
 * The GET stream of one session: what no request asked for. Only one is open at a time. The last events are kept, so
 * that nothing is lost before the stream is opened, or while a client reconnects with `Last-Event-ID`.
 */
export class StandingStream {
  #response: ServerResponse | null = null
  #kept: KeptEvent[] = []
  #keptLength = 0
  #lastId = 0
  /** The last event that was written to a stream. */
  #deliveredId = 0
  #lastWriteAt = 0

  get isOpen(): boolean {
    return this.#response !== null
  }

  /** Answers a GET; an older stream ends. @param lastEventId - what the client says it received last */
  open(response: ServerResponse, lastEventId: string | undefined): void {
    this.end()
    this.#response = response
    response.on('close', () => {
      if (this.#response === response) this.#response = null
    })
    response.writeHead(200, streamHeaders)
    response.flushHeaders()
    this.#lastWriteAt = Date.now()
    const resumedId = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : this.#deliveredId
    for (const event of this.#kept) if (event.id > resumedId) this.#write(event)
  }

  send(text: string): void {
    this.#lastId += 1
    const event = { id: this.#lastId, text }
    this.#kept.push(event)
    this.#keptLength += text.length
    while (this.#kept.length > maxKept || (this.#keptLength > maxKeptLength && this.#kept.length > 1))
      this.#keptLength -= this.#kept.shift()?.text.length ?? 0
    this.#write(event)
  }

  /** Called about once a second. */
  keepAlive(nowAt: number): void {
    if (this.#response === null || nowAt - this.#lastWriteAt < keepAliveMs) return
    this.#lastWriteAt = nowAt
    this.#response.write(': keep-alive\n\n')
  }

  end(): void {
    const response = this.#response
    this.#response = null
    response?.end()
  }

  #write({ id, text }: KeptEvent): void {
    const response = this.#response
    if (response === null) return
    if (response.writableLength > maxUnread) {
      this.#response = null
      response.destroy()
      return
    }
    this.#deliveredId = id
    this.#lastWriteAt = Date.now()
    response.write(`id: ${id}\ndata: ${text}\n\n`)
  }
}
