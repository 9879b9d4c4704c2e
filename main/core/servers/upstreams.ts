import type { Subscribe } from '#shared/emitter'
import type { JsonObject, JsonRpcNotification } from '#shared/json-rpc'
import type { Runtime } from '#shared/status'

/** What a ready server offers, as it said it: unknown fields kept, pagination drained. */
export interface Offer {
  readonly tools: readonly JsonObject[]
  readonly prompts: readonly JsonObject[]
  readonly resources: readonly JsonObject[]
  readonly resourceTemplates: readonly JsonObject[]
}
export type OfferKind = keyof Offer

/** Options of one request to an upstream server. */
export interface RequestOptions {
  /** Bound of the wait, in milliseconds; each progress notification starts it anew. */
  readonly timeoutMs?: number
  /** Aborting sends `notifications/cancelled` upstream and rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Receives the params of each progress notification. Our own token is put into `_meta.progressToken` for it. */
  readonly onProgress?: (params: JsonObject) => void
}

/** The initialized MCP session with one upstream server. */
export interface UpstreamSession {
  readonly serverInfo: { readonly name: string; readonly version: string }
  readonly protocolVersion: string
  readonly capabilities: JsonObject
  readonly instructions: string | null
  /**
   * Sends a request and returns `result` untouched. `params` is sent as given but for the progress token.
   * @throws {RpcError} the server's own error: code, message and data unchanged
   * @throws {AppError} `SERVER_GONE` at once when the link ends, `TIMEOUT`
   */
  request(method: string, params: JsonObject | undefined, options?: RequestOptions): Promise<unknown>
  notify(method: string, params?: JsonObject): void
  /** Everything the server says unasked, but for progress and cancellation of known requests. */
  readonly onNotification: Subscribe<JsonRpcNotification>
}

/** An error answer of an upstream server, to be passed on as it is. */
export class RpcError extends Error {
  readonly code: number
  readonly data: unknown
  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.data = data
  }
}

/** One server as the proxy needs it. */
export interface Upstream {
  readonly name: string
  readonly runtime: Runtime
  /** Null unless ready. */
  readonly session: UpstreamSession | null
  /** Empty unless ready. */
  readonly offer: Offer
}

/** All configured servers, as the proxy sees them. Implemented by ConnectionManager. */
export interface Upstreams {
  /** In the order of the config file; disabled and invalid ones included. */
  list(): readonly Upstream[]
  get(name: string): Upstream | undefined
  /** A server's offer changed: it became ready, went away, or said `list_changed`. */
  readonly onOfferChanged: Subscribe<{ readonly server: string; readonly kinds: readonly OfferKind[] }>
  /** A notification of a ready server that is not about its lists: log messages, resource updates. */
  readonly onNotification: Subscribe<{ readonly server: string; readonly notification: JsonRpcNotification }>
  /**
   * The ready session, waiting for a server that is on its way there.
   * @throws {AppError} `SERVER_NOT_READY` when it is not connecting, or its attempt fails; `SERVER_UNKNOWN`; the signal's reason
   */
  whenReady(name: string, signal: AbortSignal): Promise<UpstreamSession>
  /** Resolves when no server is connecting any more, or after `limitMs`. */
  settled(limitMs: number): Promise<void>
}
