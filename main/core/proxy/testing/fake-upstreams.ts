import type { Offer, RequestOptions, Upstream, Upstreams, UpstreamSession } from '#core/servers/upstreams'
import { RpcError } from '#core/servers/upstreams'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import { isObject, type JsonObject, type JsonRpcNotification } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import type { Runtime } from '#shared/status'

interface FakeRequest {
  readonly server: string
  readonly method: string
  readonly params: JsonObject
}
type Answer = (params: JsonObject, options: RequestOptions) => unknown

const none: Offer = { tools: [], prompts: [], resources: [], resourceTemplates: [] }

/** A tool with a minimal schema, and whatever else is given. */
export const tool = (name: string, extra: JsonObject = {}): JsonObject => ({
  name,
  inputSchema: { type: 'object' },
  ...extra,
})

/** Servers in memory, for tests of what stands in front of them. */
export class FakeUpstreams implements Upstreams {
  readonly requests: FakeRequest[] = []
  readonly #servers = new Map<string, FakeUpstream>()
  readonly #offerChanged = new Emitter<{ server: string; kinds: readonly (keyof Offer)[] }>()
  readonly onOfferChanged = this.#offerChanged.on
  readonly #notified = new Emitter<{ server: string; notification: JsonRpcNotification }>()
  readonly onNotification = this.#notified.on

  /** Configures a server that is ready at once. Tools answer with their arguments unless `answers` says otherwise. */
  add(name: string, offer: Partial<Offer> = {}, answers: Record<string, Answer> = {}): void {
    this.#servers.set(name, { name, runtime: { kind: 'idle' }, session: null, offer: none, answers })
    this.ready(name, offer)
  }

  /** Configures a server that is on its way. */
  addConnecting(name: string, answers: Record<string, Answer> = {}): void {
    this.#servers.set(name, { name, runtime: { kind: 'starting' }, session: null, offer: none, answers })
  }

  ready(name: string, offer: Partial<Offer> = {}): void {
    const server = this.#find(name)
    const session = this.#session(server)
    this.#set({ ...server, runtime: { kind: 'ready', sinceAt: 0 }, session, offer: { ...none, ...offer } })
  }

  gone(name: string, runtime: Runtime = { kind: 'backoff', nextAttemptAt: 0 }): void {
    this.#set({ ...this.#find(name), runtime, session: null, offer: none })
  }

  remove(name: string): void {
    this.#servers.delete(name)
    this.#offerChanged.emit({ server: name, kinds: ['tools', 'prompts', 'resources', 'resourceTemplates'] })
  }

  say(server: string, method: string, params: JsonObject): void {
    this.#notified.emit({ server, notification: { jsonrpc: '2.0', method, params } })
  }

  /** How many listeners its events have. */
  get listenerCount(): number {
    return this.#offerChanged.listenerCount + this.#notified.listenerCount
  }

  list(): readonly Upstream[] {
    return [...this.#servers.values()]
  }

  get(name: string): Upstream | undefined {
    return this.#servers.get(name)
  }

  async whenReady(name: string, signal: AbortSignal): Promise<UpstreamSession> {
    for (;;) {
      const server = this.#servers.get(name)
      if (server === undefined) throw new AppError('SERVER_UNKNOWN', `No server ${name}`, { name, known: [] })
      if (server.session !== null) return server.session
      if (server.runtime.kind !== 'starting')
        throw new AppError('SERVER_NOT_READY', `${name} is not connecting`, { name, status: 'retrying' })
      await sleep(5, signal)
    }
  }

  async settled(limitMs: number): Promise<void> {
    const endAt = Date.now() + limitMs
    while (Date.now() < endAt && this.list().some(server => server.runtime.kind === 'starting')) await sleep(5)
  }

  #find(name: string): FakeUpstream {
    const server = this.#servers.get(name)
    if (server === undefined) throw new Error(`No fake server ${name}`)
    return server
  }

  #set(server: FakeUpstream): void {
    this.#servers.set(server.name, server)
    this.#offerChanged.emit({ server: server.name, kinds: ['tools', 'prompts', 'resources', 'resourceTemplates'] })
  }

  #session({ name, answers }: FakeUpstream): UpstreamSession {
    return {
      serverInfo: { name, version: '1' },
      protocolVersion: '2025-11-25',
      capabilities: { logging: {}, resources: { subscribe: true } },
      instructions: `Instructions of ${name}`,
      notify: () => {},
      onNotification: new Emitter<JsonRpcNotification>().on,
      request: async (method, params = {}, options = {}) => {
        this.requests.push({ server: name, method, params })
        const toolName = method === 'tools/call' && typeof params.name === 'string' ? params.name : method
        const answer = answers[toolName] ?? answers[method] ?? defaultAnswers[method]
        if (answer === undefined) throw new RpcError(-32601, 'Method not found', { method })
        const { signal } = options
        if (signal === undefined) return answer(params, options)
        return new Promise((resolve, reject) => {
          if (signal.aborted) return reject(signal.reason as Error)
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
          void Promise.resolve(answer(params, options)).then(resolve, reject)
        })
      },
    }
  }
}

interface FakeUpstream extends Upstream {
  readonly answers: Record<string, Answer>
}

const defaultAnswers: Record<string, Answer> = {
  'tools/call': params => ({
    content: [{ type: 'text', text: JSON.stringify(params.arguments ?? null) }],
    seenMeta: isObject(params._meta) ? params._meta : null,
  }),
  'resources/subscribe': () => ({}),
  'resources/unsubscribe': () => ({}),
  'logging/setLevel': () => ({}),
}
