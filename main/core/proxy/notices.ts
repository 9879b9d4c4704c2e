import type { OfferKind, UpstreamSession, Upstreams } from '#core/servers/upstreams'
import type { Log } from '#core/log/log'
import { Disposables } from '#shared/disposable'
import type { JsonObject, JsonRpcNotification } from '#shared/json-rpc'
import type { Catalogue } from './catalogue.ts'
import type { ClientSession } from './client-session.ts'
import { isWanted, lowestLevel, type LogLevel } from './log-level.ts'
import { notificationText } from './rpc-reply.ts'
import type { SessionStore } from './session-store.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Servers that arrive together make one notification. */
const coalesceMs = 50

const methodOf: Record<OfferKind, string> = {
  tools: 'notifications/tools/list_changed',
  prompts: 'notifications/prompts/list_changed',
  resources: 'notifications/resources/list_changed',
  resourceTemplates: 'notifications/resources/list_changed',
}

interface NoticesParts {
  readonly upstreams: Upstreams
  readonly catalogue: Catalogue
  readonly sessions: SessionStore
  readonly subscriptions: Subscriptions
  readonly log: Log
}

/** Passes on what servers say unasked, each thing to the clients it concerns. */
export class Notices implements Disposable {
  readonly #parts: NoticesParts
  readonly #owned = new Disposables()
  /** Changes that clients have not been told of yet: methods by server. */
  readonly #changes = new Map<string, Set<string>>()
  #timer: NodeJS.Timeout | null = null
  /** The log level each session with a server was asked for. */
  readonly #asked = new WeakMap<UpstreamSession, LogLevel>()

  constructor(parts: NoticesParts) {
    this.#parts = parts
    const { upstreams, sessions, subscriptions } = parts
    this.#owned.use(upstreams.onOfferChanged(({ server, kinds }) => this.#offerChanged(server, kinds)))
    this.#owned.use(upstreams.onNotification(({ server, notification }) => this.#relay(server, notification)))
    this.#owned.use(
      sessions.onEnded(session => {
        subscriptions.release(session)
        if (session.logLevel !== null) this.applyLogLevels()
      }),
    )
  }

  /** Asks every server that logs for the most talkative level any client wants. */
  applyLogLevels(): void {
    for (const { name } of this.#parts.upstreams.list()) this.#applyLogLevel(name)
  }

  [Symbol.dispose](): void {
    this.#owned[Symbol.dispose]()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #offerChanged(server: string, kinds: readonly OfferKind[]): void {
    this.#parts.subscriptions.renew(server)
    this.#applyLogLevel(server)
    const methods = this.#changes.get(server) ?? new Set()
    this.#changes.set(server, methods)
    for (const kind of kinds) methods.add(methodOf[kind])
    this.#timer ??= setTimeout(() => this.#tellChanges(), coalesceMs)
  }

  #tellChanges(): void {
    this.#timer = null
    const changes = new Map(this.#changes)
    this.#changes.clear()
    const all = new Set([...changes.values()].flatMap(methods => [...methods]))
    for (const session of this.#parts.sessions) {
      if (!session.isInitialized) continue
      for (const method of session.scope === null ? all : (changes.get(session.scope) ?? []))
        session.notify(notificationText(method))
    }
  }

  #relay(server: string, { method, params = {} }: JsonRpcNotification): void {
    if (method === 'notifications/message') this.#relayLog(server, params)
    else if (method === 'notifications/resources/updated') this.#relayUpdate(server, params)
  }

  #relayLog(server: string, params: JsonObject): void {
    const logger = typeof params.logger === 'string' ? `${server}/${params.logger}` : server
    let prefixed: string | null = null // made once for all clients
    for (const session of this.#parts.sessions) {
      if (!isWanted(params.level, session.logLevel)) continue
      if (session.scope === server) session.notify(notificationText('notifications/message', params), server)
      else if (session.scope === null)
        session.notify((prefixed ??= notificationText('notifications/message', { ...params, logger })), server)
    }
  }

  #relayUpdate(server: string, params: JsonObject): void {
    if (typeof params.uri !== 'string') return
    for (const { client, asked } of this.#parts.subscriptions.watchersOf(server, params.uri))
      client.notify(this.#updateText(client, server, params, asked))
  }

  #updateText(client: ClientSession, server: string, params: JsonObject, asked: string | null): string | null {
    const uri = asked ?? this.#parts.catalogue.exposeUri(client.scope, server, String(params.uri))
    return notificationText('notifications/resources/updated', { ...params, uri })
  }

  #applyLogLevel(server: string): void {
    const { upstreams, sessions, log } = this.#parts
    const link = upstreams.get(server)?.session
    if (link === null || link === undefined || link.capabilities.logging === undefined) return
    const concerned = [...sessions].filter(session => session.scope === null || session.scope === server)
    const level = lowestLevel(concerned.map(session => session.logLevel))
    if (level === null || this.#asked.get(link) === level) return
    this.#asked.set(link, level)
    link.request('logging/setLevel', { level }, { timeoutMs: 30_000 }).catch((error: unknown) => {
      this.#asked.delete(link)
      log.debug('A server did not take the log level', { server, level, error })
    })
  }
}
