import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  isMessage,
  isNotification,
  isObject,
  isRequest,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcRequest,
} from '#shared/json-rpc'
import type { Log } from '#core/log/log'
import type { Scope } from './catalogue.ts'
import type { ClientSession } from './client-session.ts'
import { parseEndpoint } from './endpoint-path.ts'
import { Exchange, sendJson } from './exchange.ts'
import { checkAccept, checkContentType, checkOrigin } from './http-guard.ts'
import { allowsBatches, isKnownVersion, isSessionlessEra } from './protocol-version.ts'
import { readBody } from './read-body.ts'
import type { Router } from './router.ts'
import { notMessage, refuse, refuseLargeBody, unsupportedVersion, type Refusal } from './refusals.ts'
import { resultText } from './rpc-reply.ts'
import type { SessionStore } from './session-store.ts'

const maxBatch = 1_000

interface FrontParts {
  readonly router: Router
  readonly sessions: SessionStore
  readonly version: string
  readonly log: Log
  readonly isServer: (name: string) => boolean
  /** Where we listen, to recognise our own name in Host and Origin. */
  readonly address: () => { readonly host: string; readonly port: number }
}

/** The server side of Streamable HTTP, on `/mcp` and `/servers/<name>/mcp`. */
export class HttpFront {
  readonly #parts: FrontParts
  /** Answers under way. */
  readonly exchanges = new Set<Exchange>()
  /** Set when shutting down: new requests are refused. */
  isRefusing = false
  readonly #onDone = (exchange: Exchange) => void this.exchanges.delete(exchange)

  constructor(parts: FrontParts) {
    this.#parts = parts
  }

  /** Answers one HTTP request, whatever it is. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#route(request, response).catch((error: unknown) => {
      this.#parts.log.error('A request could not be answered', { path: request.url, error })
      refuse(response, { status: 500, message: 'Internal error; see the log of MCPProxy', code: rpcCode.internalError })
    })
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, port } = this.#parts.address()
    const refusal = checkOrigin(request.headers, host, port)
    if (refusal !== null) return refuse(response, refusal)
    const endpoint = parseEndpoint(request.url ?? '')
    if (endpoint === null) return refuse(response, { status: 404, message: 'Nothing here; the endpoint is /mcp' })
    if (endpoint.kind === 'malformed') return refuse(response, { status: 400, message: 'Malformed path' })
    if (endpoint.kind === 'health') return this.#health(request, response)
    if (this.isRefusing) {
      response.setHeader('connection', 'close')
      return refuse(response, { status: 503, message: 'MCPProxy is shutting down' })
    }
    const { scope } = endpoint
    if (scope !== null && !this.#parts.isServer(scope))
      return refuse(response, { status: 404, message: `No server called ${scope} is configured` })
    switch (request.method) {
      case 'POST':
        return this.#post(request, response, scope)
      case 'GET':
        return this.#get(request, response, scope)
      case 'DELETE':
        return this.#delete(request, response, scope)
      default:
        response.setHeader('allow', 'GET, POST, DELETE')
        return refuse(response, { status: 405, message: 'Method not allowed' })
    }
  }

  #health(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET')
      return refuse(response, { status: 405, message: 'Method not allowed' })
    }
    const status = this.isRefusing ? 'stopping' : 'ok'
    sendJson(response, 200, JSON.stringify({ status, version: this.#parts.version }))
  }

  async #post(request: IncomingMessage, response: ServerResponse, scope: Scope): Promise<void> {
    const { headers } = request
    const refusal =
      checkContentType(headers['content-type']) ??
      checkAccept(headers.accept, ['application/json', 'text/event-stream'])
    if (refusal !== null) return refuse(response, refusal)
    const body = await readBody(request)
    if (body.kind === 'aborted') return
    if (body.kind === 'refused') {
      return body.status === 413 ? refuseLargeBody(request, response, body) : refuse(response, body)
    }
    const { value } = body
    if (isObject(value) && value.method === 'initialize' && headers['mcp-session-id'] === undefined)
      return this.#initialize(value, response, scope)
    const first = Array.isArray(value) ? (value[0] as unknown) : value
    if (isSessionlessEra(first)) return refuse(response, unsupportedVersion)
    const session = this.#session(request, response, scope)
    if (session === null) return
    const messages = parseMessages(value, session)
    if ('status' in messages) return refuse(response, messages)
    this.#dispatch(session, messages, Array.isArray(value), response)
  }

  #initialize(value: { [key: string]: unknown }, response: ServerResponse, scope: Scope): void {
    const { router, sessions } = this.#parts
    if (!isRequest(value)) return refuse(response, notMessage)
    const params = isObject(value.params) ? value.params : {}
    const result = router.initialize(params, scope)
    const { id } = sessions.create(scope, result.protocolVersion)
    sendJson(response, 200, resultText(value.id, JSON.stringify(result)), { 'mcp-session-id': id })
  }

  #dispatch(
    session: ClientSession,
    messages: readonly JsonRpcMessage[],
    isBatch: boolean,
    response: ServerResponse,
  ): void {
    const { router } = this.#parts
    session.lastUsedAt = Date.now()
    const requests: JsonRpcRequest[] = []
    for (const message of messages) {
      if (isRequest(message)) requests.push(message)
      else if (isNotification(message)) router.notice(session, message)
    }
    if (requests.length === 0) {
      response.writeHead(202, { 'content-length': 0 })
      response.end()
      return
    }
    if (requests.some(({ method }) => method !== 'ping')) session.isInitialized = true // some clients never say so
    const exchange = new Exchange(response, requests.length, isBatch, this.#onDone)
    this.exchanges.add(exchange)
    for (const request of requests) void router.handle(session, request, exchange)
  }

  #get(request: IncomingMessage, response: ServerResponse, scope: Scope): void {
    const refusal = checkAccept(request.headers.accept, ['text/event-stream'])
    if (refusal !== null) return refuse(response, refusal)
    const session = this.#session(request, response, scope)
    if (session === null) return
    const lastEventId = headerOf(request, 'last-event-id')
    // A client that resumes has lost its stream, even if we have not noticed yet; any other must not push one out.
    if (session.stream.isOpen && lastEventId === undefined)
      return refuse(response, { status: 409, message: 'This session has an event stream already' })
    session.lastUsedAt = Date.now()
    session.stream.open(response, lastEventId)
  }

  #delete(request: IncomingMessage, response: ServerResponse, scope: Scope): void {
    const session = this.#session(request, response, scope)
    if (session === null) return
    this.#parts.sessions.end(session, 'The client ended the session')
    response.writeHead(200, { 'content-length': 0 })
    response.end()
  }

  /** The session a request belongs to; null when it was refused. */
  #session(request: IncomingMessage, response: ServerResponse, scope: Scope): ClientSession | null {
    const version = headerOf(request, 'mcp-protocol-version')
    const id = headerOf(request, 'mcp-session-id')
    const session = id === undefined ? undefined : this.#parts.sessions.get(id, scope)
    if (!isKnownVersion(version)) refuse(response, unsupportedVersion)
    else if (id === undefined) refuse(response, { status: 400, message: 'Send initialize first, then its session id' })
    else if (session === undefined)
      refuse(response, { status: 404, message: 'Session not found', code: rpcCode.requestTimeout })
    return isKnownVersion(version) ? (session ?? null) : null
  }
}

function parseMessages(value: unknown, session: ClientSession): readonly JsonRpcMessage[] | Refusal {
  if (!Array.isArray(value)) return isMessage(value) ? [value] : notMessage
  if (!allowsBatches(session.protocolVersion))
    return { ...notMessage, message: 'Batches ended with version 2025-03-26' }
  if (value.length === 0 || value.length > maxBatch)
    return { ...notMessage, message: `A batch must have 1 to ${maxBatch} messages` }
  return value.every(isMessage) ? value : notMessage
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
