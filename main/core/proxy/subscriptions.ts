import type { UpstreamSession, Upstreams } from '#core/servers/upstreams'
import type { Log } from '#core/log/log'
import type { JsonObject } from '#shared/json-rpc'
import type { ClientSession } from './client-session.ts'

/** One resource of one server that somebody watches. */
interface Subscription {
  readonly uri: string
  readonly params: JsonObject
  /** Who watches, and how each called it. */
  readonly watchers: Map<ClientSession, string>
  /** The session with the server that was asked; another one after a reconnect. */
  link: UpstreamSession
  /** The server's answer to the one request that all watchers share. */
  answer: Promise<unknown>
}

const timeoutMs = 30_000

/** Resource subscriptions: one per server and URI, however many clients watch, renewed when the server comes back. */
export class Subscriptions {
  readonly #upstreams: Upstreams
  readonly #log: Log
  readonly #byServer = new Map<string, Map<string, Subscription>>()

  constructor(upstreams: Upstreams, log: Log) {
    this.#upstreams = upstreams
    this.#log = log
  }

  /** @param asked - the URI as the client wrote it; updates carry it. @throws what the server answers */
  async subscribe(
    client: ClientSession,
    server: string,
    link: UpstreamSession,
    params: JsonObject,
    asked: string,
  ): Promise<unknown> {
    const uri = String(params.uri)
    const subscriptions = this.#byServer.get(server) ?? new Map<string, Subscription>()
    this.#byServer.set(server, subscriptions)
    let subscription = subscriptions.get(uri)
    if (subscription?.link !== link) {
      const watchers = subscription?.watchers ?? new Map<ClientSession, string>()
      const answer = link.request('resources/subscribe', params, { timeoutMs })
      subscription = { uri, params, watchers, link, answer }
      subscriptions.set(uri, subscription)
    }
    subscription.watchers.set(client, asked)
    try {
      return await subscription.answer
    } catch (error) {
      // Refused: the next one to ask gets an answer of its own.
      if (subscriptions.get(uri) === subscription) this.#remove(server, uri)
      throw error
    }
  }

  /** Asks the server only when nobody else watches. */
  async unsubscribe(client: ClientSession, server: string, params: JsonObject): Promise<unknown> {
    const uri = String(params.uri)
    const subscription = this.#byServer.get(server)?.get(uri)
    if (subscription?.watchers.delete(client) !== true || subscription.watchers.size > 0) return {}
    this.#remove(server, uri)
    return subscription.link.request('resources/unsubscribe', params, { timeoutMs })
  }

  /** A client is gone: what only it watched is given up. */
  release(client: ClientSession): void {
    for (const [server, subscriptions] of this.#byServer)
      for (const { uri, watchers, link } of subscriptions.values()) {
        if (!watchers.delete(client) || watchers.size > 0) continue
        this.#remove(server, uri)
        if (this.#upstreams.get(server)?.session === link)
          this.#inBackground(server, link.request('resources/unsubscribe', { uri }, { timeoutMs }))
      }
  }

  /** A server may be back: asks it again for everything that is still watched. */
  renew(server: string): void {
    const link = this.#upstreams.get(server)?.session
    if (link === null || link === undefined) return
    for (const subscription of this.#byServer.get(server)?.values() ?? []) {
      if (subscription.link === link) continue
      subscription.link = link
      subscription.answer = link.request('resources/subscribe', subscription.params, { timeoutMs })
      this.#inBackground(server, subscription.answer)
    }
  }

  /** Clients to be told of an update, each with the URI it watches. An update may be about something below a watched URI. */
  watchersOf(server: string, uri: string): { readonly client: ClientSession; readonly asked: string | null }[] {
    const found = new Map<ClientSession, string | null>()
    for (const subscription of this.#byServer.get(server)?.values() ?? []) {
      const isSame = subscription.uri === uri
      const folder = subscription.uri.endsWith('/') ? subscription.uri : `${subscription.uri}/`
      if (!isSame && !uri.startsWith(folder)) continue
      for (const [client, asked] of subscription.watchers)
        if (isSame || !found.has(client)) found.set(client, isSame ? asked : null)
    }
    return [...found].map(([client, asked]) => ({ client, asked }))
  }

  get size(): number {
    let size = 0
    for (const subscriptions of this.#byServer.values()) size += subscriptions.size
    return size
  }

  #remove(server: string, uri: string): void {
    const subscriptions = this.#byServer.get(server)
    subscriptions?.delete(uri)
    if (subscriptions?.size === 0) this.#byServer.delete(server)
  }

  #inBackground(server: string, request: Promise<unknown>): void {
    request.catch((error: unknown) =>
      this.#log.debug('A subscription could not be renewed or given up', { server, error }),
    )
  }
}
