import type { AppError } from '#shared/errors'
import type { RequestId } from '#shared/json-rpc'
import type { Exchange } from './exchange.ts'

/** One request of one client, while it is under way. */
export class Call {
  readonly id: RequestId
  readonly exchange: Exchange
  /** The server that works on it. */
  server: string | null = null
  /** True when the client said that it wants no answer any more. */
  isDropped = false
  #controller: AbortController | null = null
  #reason: AppError | null = null

  constructor(id: RequestId, exchange: Exchange) {
    this.id = id
    this.exchange = exchange
  }

  /** Made on demand: most requests never leave this process. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController()
      if (this.#reason !== null) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  /** Ends the work at the server; the client is told `reason` unless it dropped the call itself. */
  cancel(reason: AppError): void {
    this.#reason ??= reason
    this.#controller?.abort(reason)
  }

  /** What happens when the client cancels or goes away. */
  drop(reason: AppError): void {
    this.isDropped = true
    this.cancel(reason)
  }
}
