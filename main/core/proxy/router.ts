import type { OfferKind, Upstreams } from '#core/servers/upstreams'
import type { Log } from '#core/log/log'
import { RpcError } from '#core/servers/upstreams'
import { AppError } from '#shared/errors'
import { isObject, rpcCode, type JsonObject, type JsonRpcNotification, type JsonRpcRequest } from '#shared/json-rpc'
import { Call } from './call.ts'
import type { Catalogue, Scope } from './catalogue.ts'
import type { ClientSession } from './client-session.ts'
import type { Exchange } from './exchange.ts'
import type { Forwarding } from './forwarding.ts'
import { composeInstructions } from './instructions.ts'
import { isLogLevel, logLevels } from './log-level.ts'
import { negotiateVersion } from './protocol-version.ts'
import { errorText, invalidParams, resultText, toRpcError } from './rpc-reply.ts'
import { TimeLimit } from './time-limit.ts'

/** For how long a client's first list waits for servers on their way: it may be one that ignores `list_changed`. */
const firstListMs = 2_000

const listKinds: ReadonlyMap<string, OfferKind> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
])

const capabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  logging: {},
  completions: {},
}

interface RouterParts {
  readonly upstreams: Upstreams
  readonly catalogue: Catalogue
  readonly forwarding: Forwarding
  readonly log: Log
  readonly version: string
  /** A client's log level changed. */
  readonly onLogLevel: () => void
}

/** Answers each client's requests: from the catalogue, or by the server they belong to. Results pass as text or untouched. */
export class Router {
  readonly #parts: RouterParts

  constructor(parts: RouterParts) {
    this.#parts = parts
  }

  /** The result of `initialize`, for a client that gets the session it comes with. */
  initialize(params: JsonObject, scope: Scope): JsonObject & { readonly protocolVersion: string } {
    const { upstreams, version } = this.#parts
    const instructions = composeInstructions(upstreams, scope)
    return {
      protocolVersion: negotiateVersion(params.protocolVersion),
      capabilities,
      serverInfo: { name: 'MCPProxy', version },
      ...(instructions === undefined ? {} : { instructions }),
    }
  }

  /** Answers one request on its exchange. Never rejects. */
  async handle(session: ClientSession, request: JsonRpcRequest, exchange: Exchange): Promise<void> {
    const { id, method } = request
    if (session.calls.has(id)) {
      const message = 'A request with this id is still being answered'
      return exchange.reply(errorText(id, { code: rpcCode.invalidRequest, message }))
    }
    const call = new Call(id, exchange)
    session.calls.set(id, call)
    exchange.calls.push(call)
    let text: string
    try {
      text = resultText(id, await this.#answer(session, request, call))
    } catch (error) {
      text = errorText(id, toRpcError(error) ?? this.#bug(error, method))
    }
    session.calls.delete(id)
    session.lastUsedAt = Date.now()
    exchange.reply(call.isDropped ? null : text)
  }

  /** Takes note of what a client says unasked. What is not about a call or the session has no receiver. */
  notice(session: ClientSession, { method, params }: JsonRpcNotification): void {
    if (method === 'notifications/initialized') session.isInitialized = true
    if (method !== 'notifications/cancelled') return
    const id = params?.requestId
    if (typeof id !== 'string' && typeof id !== 'number') return
    const reason = typeof params?.reason === 'string' ? params.reason : 'The client cancelled the request'
    session.calls.get(id)?.drop(new AppError('CANCELLED', reason, { what: `request ${id}` }))
  }

  /** The result as JSON text. */
  async #answer(session: ClientSession, { method, params = {} }: JsonRpcRequest, call: Call): Promise<string> {
    if (!isObject(params)) throw invalidParams('params must be an object')
    const { scope } = session
    const { catalogue, forwarding } = this.#parts
    const kind = listKinds.get(method)
    if (kind !== undefined) {
      if (params.cursor !== undefined) throw invalidParams('Unknown cursor: lists come in one page')
      session.firstList ??= this.#settled(scope)
      await session.firstList
      return catalogue.listText(scope, kind)
    }
    switch (method) {
      case 'tools/call':
        return JSON.stringify(await forwarding.callTool(session, params, call))
      case 'prompts/get':
        return JSON.stringify(await forwarding.getPrompt(session, params, call))
      case 'resources/read':
        return JSON.stringify(await forwarding.readResource(session, params, call))
      case 'resources/subscribe':
        return JSON.stringify(await forwarding.subscribe(session, params, call))
      case 'resources/unsubscribe':
        return JSON.stringify(await forwarding.unsubscribe(session, params))
      case 'completion/complete':
        return JSON.stringify(await forwarding.complete(session, params, call))
      case 'logging/setLevel':
        if (!isLogLevel(params.level)) throw invalidParams(`level must be one of ${logLevels.join(', ')}`)
        session.logLevel = params.level
        this.#parts.onLogLevel()
        return '{}'
      case 'ping':
        return '{}'
      case 'initialize':
        throw new RpcError(rpcCode.invalidRequest, 'This session is initialized already')
      default:
        throw new RpcError(rpcCode.methodNotFound, `Method not found: ${method.slice(0, 200)}`)
    }
  }

  async #settled(scope: Scope): Promise<void> {
    const { upstreams } = this.#parts
    if (scope === null) return upstreams.settled(firstListMs)
    // Not ready in time, or not at all: the list is empty until `list_changed` says otherwise.
    using limit = new TimeLimit(firstListMs)
    await upstreams.whenReady(scope, limit.signal).catch(() => null)
  }

  #bug(error: unknown, method: string) {
    this.#parts.log.error('A request could not be answered', { method, error })
    return { code: rpcCode.internalError, message: 'Internal error; see the log of MCPProxy' }
  }
}
