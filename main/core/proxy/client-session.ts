import type { RequestId } from '#shared/json-rpc'
import { AppError } from '#shared/errors'
import type { Call } from './call.ts'
import type { Scope } from './catalogue.ts'
import type { LogLevel } from './log-level.ts'
import { StandingStream } from './standing-stream.ts'

/** One client that has initialized, on one endpoint. */
export class ClientSession {
  readonly id: string
  readonly scope: Scope
  readonly protocolVersion: string
  readonly stream = new StandingStream()
  readonly calls = new Map<RequestId, Call>()
  /** Null until the client asks for log messages: it gets none before. */
  logLevel: LogLevel | null = null
  /** The handshake is complete: notifications may be sent. */
  isInitialized = false
  /** The one time that a list waits for servers on their way. */
  firstList: Promise<void> | null = null
  lastUsedAt = Date.now()

  constructor(id: string, scope: Scope, protocolVersion: string) {
    this.id = id
    this.scope = scope
    this.protocolVersion = protocolVersion
  }

  /** True while neither a stream nor a call keeps it alive. */
  get isIdle(): boolean {
    return this.calls.size === 0 && !this.stream.isOpen
  }

  /**
   * Tells the client something that no request asked for. A client without a GET stream hears of it on the stream of
   * a call to the same server, else when it opens one.
   */
  notify(text: string | null, server?: string): void {
    if (text === null) return
    if (!this.stream.isOpen && server !== undefined)
      for (const call of this.calls.values()) if (call.server === server) return call.exchange.notify(text)
    this.stream.send(text)
  }

  /** Ends the stream; calls under way are answered with an error. */
  end(why: string): void {
    this.stream.end()
    for (const call of this.calls.values()) call.cancel(new AppError('CANCELLED', why, { what: `request ${call.id}` }))
  }
}
