import { AppError } from '#shared/errors'
import { Emitter } from '#shared/emitter'
import {
  isObject,
  rpcCode,
  type JsonObject,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '#shared/json-rpc'
import type { Transport } from '../transports/transport.ts'
import { parseHandshake, protocolVersions, type Handshake } from './parse-handshake.ts'
import { RpcError, type RequestOptions, type UpstreamSession } from './upstreams.ts'

/** A backstop for callers that name no bound. */
const DEFAULT_TIMEOUT_MS = 3_600_000

interface Pending {
  readonly method: string
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
  readonly signal: AbortSignal | undefined
  readonly onAbort: (() => void) | undefined
  readonly onProgress: ((params: JsonObject) => void) | undefined
}

/** The client's side of one MCP session over one transport. Create it before the transport is opened. */
export class Session implements UpstreamSession, Disposable {
  readonly #name: string
  readonly #transport: Transport
  readonly #pending = new Map<number, Pending>()
  readonly #notified = new Emitter<JsonRpcNotification>()
  readonly #subscriptions: readonly Disposable[]
  #handshake: Handshake = {
    protocolVersion: '',
    capabilities: {},
    serverInfo: { name: '', version: '' },
    instructions: null,
  }
  #lastId = 0
  #received = 0
  /** Why the session is over; null while it lives. */
  #gone: { readonly cause: unknown } | null = null
  #tellOver: (cause: unknown) => void = () => {}
  /** Resolves with the cause when the session ends, never before. */
  readonly over = new Promise<unknown>(resolve => (this.#tellOver = resolve))

  readonly onNotification = this.#notified.on

  /** @param name - the server's name, for errors */
  constructor(name: string, transport: Transport) {
    this.#name = name
    this.#transport = transport
    this.#subscriptions = [
      transport.onMessage(message => this.#receive(message)),
      transport.onEnd(error => this.end(error)),
    ]
  }

  get serverInfo(): Handshake['serverInfo'] {
    return this.#handshake.serverInfo
  }

  get protocolVersion(): string {
    return this.#handshake.protocolVersion
  }

  get capabilities(): JsonObject {
    return this.#handshake.capabilities
  }

  get instructions(): string | null {
    return this.#handshake.instructions
  }

  /** Messages received so far: proof of life. */
  get received(): number {
    return this.#received
  }

  get inFlight(): number {
    return this.#pending.size
  }

  /**
   * Shakes hands. No client capabilities are declared: sampling, elicitation and roots are not routed yet.
   * @throws {AppError} `PROTOCOL` when the answer is of no use
   */
  async initialize(
    clientInfo: { readonly name: string; readonly version: string },
    signal: AbortSignal,
  ): Promise<void> {
    const params = { protocolVersion: protocolVersions[0], capabilities: {}, clientInfo }
    this.#handshake = parseHandshake(await this.request('initialize', params, { signal }))
    this.#transport.setProtocolVersion(this.protocolVersion)
    this.notify('notifications/initialized')
  }

  request(method: string, params: JsonObject | undefined, options: RequestOptions = {}): Promise<unknown> {
    const { signal, onProgress, timeoutMs = DEFAULT_TIMEOUT_MS } = options
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) return reject(this.#goneError(this.#gone.cause))
      if (signal?.aborted) return reject(signal.reason as Error)
      const id = ++this.#lastId
      const onAbort = signal && (() => this.#giveUp(id, signal.reason))
      signal?.addEventListener('abort', onAbort as () => void)
      const timer = setTimeout(() => this.#giveUp(id, timeoutError(method, timeoutMs)), timeoutMs)
      this.#pending.set(id, { method, resolve, reject, timer, signal, onAbort, onProgress })
      const own = withToken(params, onProgress === undefined ? undefined : id)
      this.#transport.send(
        own === undefined ? { jsonrpc: '2.0', id, method } : { jsonrpc: '2.0', id, method, params: own },
      )
    })
  }

  notify(method: string, params?: JsonObject): void {
    if (this.#gone !== null) return
    this.#transport.send(params === undefined ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', method, params })
  }

  /** Ends the session: everything in flight fails at once, and so does what comes later. */
  end(cause: unknown): void {
    if (this.#gone !== null) return
    this.#gone = { cause }
    this.#tellOver(cause)
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(this.#goneError(cause))
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]()
    this.#notified[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.end(null)
  }

  #receive(message: JsonRpcMessage): void {
    this.#received++
    // The transport has checked the message; its kind shows in its fields. Params that are no object say nothing.
    if (!('method' in message)) this.#settle(message)
    else if ('id' in message) this.#answer(message)
    else this.#hear(isObject(message.params) ? message : { jsonrpc: '2.0', method: message.method })
  }

  #settle(response: JsonRpcResponse): void {
    // Some servers hand a number back as a string, and every other client bears it.
    const pending = this.#take(typeof response.id === 'string' ? Number(response.id) : response.id)
    if (pending === undefined) return // late, or never asked
    const error = response.error ?? null // a careless server adds `"error": null` to a result
    if (error === null) pending.resolve(response.result)
    else pending.reject(toRpcError(error))
  }

  #hear(notification: JsonRpcNotification): void {
    if (notification.method === 'notifications/progress') {
      const pending = this.#pending.get(notification.params?.progressToken as number) // any other value finds nothing
      if (pending?.onProgress === undefined) return
      pending.timer.refresh()
      pending.onProgress(notification.params ?? {})
    } else if (notification.method !== 'notifications/cancelled') {
      this.#notified.emit(notification)
    }
  }

  #answer({ id, method }: JsonRpcRequest): void {
    if (method === 'ping') return this.#transport.send({ jsonrpc: '2.0', id, result: {} })
    const error = { code: rpcCode.methodNotFound, message: `Method not found: ${method}` }
    this.#transport.send({ jsonrpc: '2.0', id, error })
  }

  #giveUp(id: number, reason: unknown): void {
    const pending = this.#take(id)
    if (pending === undefined) return
    // The protocol forbids cancelling initialize.
    if (pending.method !== 'initialize')
      this.notify('notifications/cancelled', { requestId: id, reason: reasonOf(reason) })
    pending.reject(reason)
  }

  #take(id: number | null): Pending | undefined {
    if (id === null) return undefined
    const pending = this.#pending.get(id)
    if (pending === undefined) return undefined
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    if (pending.onAbort !== undefined) pending.signal?.removeEventListener('abort', pending.onAbort)
    return pending
  }

  #goneError(cause: unknown): AppError<'SERVER_GONE'> {
    const name = this.#name
    return new AppError('SERVER_GONE', `The connection to server "${name}" has ended`, { name }, { cause })
  }
}

/** Puts our token in, or takes a foreign one out: it would point at another request of ours. */
function withToken(params: JsonObject | undefined, token: number | undefined): JsonObject | undefined {
  const meta = params?._meta
  if (token === undefined) {
    if (!isObject(meta) || meta.progressToken === undefined) return params
    const { progressToken: _, ...rest } = meta
    return { ...params, _meta: rest }
  }
  return { ...params, _meta: isObject(meta) ? { ...meta, progressToken: token } : { progressToken: token } }
}

/** What a careless server leaves out is filled in: clients cannot read an error without it. */
function toRpcError({ code, message, data }: { code?: unknown; message?: unknown; data?: unknown }): RpcError {
  const text = typeof message === 'string' ? message : 'The server answered with an error that has no message'
  return new RpcError(Number.isInteger(code) ? (code as number) : rpcCode.internalError, text, data)
}

function reasonOf(reason: unknown): string {
  return reason instanceof AppError ? reason.message : 'The client cancelled the request'
}

function timeoutError(method: string, limitMs: number): AppError<'TIMEOUT'> {
  return new AppError('TIMEOUT', `No answer to ${method} within ${limitMs / 1_000} s`, { what: method, limitMs })
}
