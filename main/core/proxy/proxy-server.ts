import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '#core/log/log'
import type { Upstreams } from '#core/servers/upstreams'
import { AppError } from '#shared/errors'
import type { ToolView } from '#shared/ipc/contract'
import type { JsonObject } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import { Catalogue } from './catalogue.ts'
import { Forwarding } from './forwarding.ts'
import { HttpFront } from './http-front.ts'
import { isLoopback } from './http-guard.ts'
import { Notices } from './notices.ts'
import { Router } from './router.ts'
import { SearchIndex } from './search-index.ts'
import { defaultSessionLimits, SessionStore, type SessionLimits } from './session-store.ts'
import { Subscriptions } from './subscriptions.ts'
import { UpstreamCalls } from './upstream-calls.ts'

export interface ProxyServerOptions {
  readonly upstreams: Upstreams
  readonly log: Log
  readonly version: string
  /** Bound of a call to a server, in milliseconds; each progress notification starts it anew. */
  readonly callTimeoutMs?: number
  /** What a server is doing, to follow "server X is", such as "retrying: command not found". */
  readonly describe: (server: string) => string
  readonly sessionLimits?: SessionLimits
}

interface ProxyStats {
  readonly sessions: number
  readonly callsInFlight: number
  readonly subscriptions: number
}

const defaultCallTimeoutMs = 300_000
const tickMs = 1_000
/** For the errors of ended calls to be written before their connections are closed. */
const flushMs = 100

/** The endpoint that clients see: one HTTP server in front of all upstream servers. */
export class ProxyServer implements AsyncDisposable {
  readonly #upstreams: Upstreams
  readonly #log: Log
  readonly #catalogue: Catalogue
  readonly #calls: UpstreamCalls
  readonly #sessions: SessionStore
  readonly #subscriptions: Subscriptions
  readonly #notices: Notices
  readonly #front: HttpFront
  readonly #search: SearchIndex
  readonly #timeoutMs: number
  #server: Server | null = null
  #address = { host: '127.0.0.1', port: 0 }
  #ticker: NodeJS.Timeout | null = null
  #closing: Promise<void> | null = null

  constructor(options: ProxyServerOptions) {
    const { upstreams, log, version, describe, callTimeoutMs = defaultCallTimeoutMs } = options
    this.#upstreams = upstreams
    this.#log = log
    this.#timeoutMs = callTimeoutMs
    const catalogue = (this.#catalogue = new Catalogue(upstreams))
    const calls = (this.#calls = new UpstreamCalls(upstreams, callTimeoutMs, describe))
    const sessions = (this.#sessions = new SessionStore(options.sessionLimits ?? defaultSessionLimits))
    const subscriptions = (this.#subscriptions = new Subscriptions(upstreams, log))
    const notices = (this.#notices = new Notices({ upstreams, catalogue, sessions, subscriptions, log }))
    const onLogLevel = () => notices.applyLogLevels()
    const forwarding = new Forwarding({ upstreams, catalogue, calls, subscriptions })
    const router = new Router({ upstreams, catalogue, forwarding, log, version, onLogLevel })
    const isServer = (name: string) => upstreams.get(name) !== undefined
    this.#front = new HttpFront({ router, sessions, version, log, isServer, address: () => this.#address })
    this.#search = new SearchIndex(catalogue.searchParts)
  }

  /**
   * Opens the endpoint. @param port - 0 for any free one
   * @throws {AppError} `PORT_TAKEN` (after which it may be called again), `CONFIG_INVALID` for an address that is not ours
   */
  async listen(host: string, port: number): Promise<{ readonly url: string; readonly port: number }> {
    if (this.#server !== null || this.#closing !== null) throw new Error('Listening already, or closed')
    if (!isLoopback(host)) throw unusable(`${host} can be reached from other machines; use 127.0.0.1, ::1 or localhost`)
    const bare = host.replace(/^\[|\]$/g, '')
    const server = createServer(
      { requestTimeout: 120_000, headersTimeout: 15_000, keepAliveTimeout: 30_000 },
      this.#front.handle,
    )
    // A tunnel is none of our business, but whoever asks gets an answer.
    server.on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
    )
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
      server.listen(port, bare, resolve)
    })
    // Out of file handles, for one: what is connected stays, and the next one may get through.
    server.on('error', error => this.#log.error('A connection could not be taken', { error }))
    this.#server = server
    this.#address = { host: bare, port: (server.address() as AddressInfo).port }
    this.#ticker = setInterval(() => this.#tick(), tickMs)
    const authority = bare.includes(':') ? `[${bare}]` : bare
    return { url: `http://${authority}:${this.#address.port}/mcp`, port: this.#address.port }
  }

  /** From now on new requests are answered with 503; calls under way go on. */
  refuse(): void {
    this.#front.isRefusing = true
  }

  /**
   * Refuses new requests, ends standing streams, gives calls under way `graceMs`, then ends them too.
   * Afterwards the port is free and nothing is left. Safe to call more than once.
   */
  close({ graceMs = 5_000 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Tools as clients of `/mcp` see them; only of one server if named. */
  listTools(server?: string): ToolView[] {
    return this.#catalogue.tools(server)
  }

  /** The best tools for some words, best first. */
  searchTools(query: string, limit = 20): Promise<ToolView[]> {
    return this.#search.search(query, limit)
  }

  /**
   * Calls a tool by its exposed name, for people: the server's own answer, unchanged.
   * @throws {AppError} `TOOL_UNKNOWN`, `SERVER_GONE`, `TIMEOUT`; {RpcError} the server's own error
   */
  async callTool(name: string, args: JsonObject, signal: AbortSignal = new AbortController().signal): Promise<unknown> {
    const lookUp = () => this.#catalogue.tool(null, name)
    const likely = () => this.#catalogue.likelyServers(name)
    const { server, original } = await this.#calls.find('tool', name, lookUp, likely, () => signal)
    const link = this.#upstreams.get(server)?.session ?? (await this.#calls.link(server, signal))
    return link.request('tools/call', { name: original, arguments: args }, { timeoutMs: this.#timeoutMs, signal })
  }

  get stats(): ProxyStats {
    let callsInFlight = 0
    for (const session of this.#sessions) callsInFlight += session.calls.size
    return { sessions: this.#sessions.size, callsInFlight, subscriptions: this.#subscriptions.size }
  }

  #tick(): void {
    const nowAt = Date.now()
    for (const exchange of this.#front.exchanges) exchange.keepAlive(nowAt)
    this.#sessions.sweep(nowAt)
  }

  async #close(graceMs: number): Promise<void> {
    this.refuse()
    for (const session of this.#sessions) session.stream.end()
    const endAt = Date.now() + graceMs
    while (this.#front.exchanges.size > 0 && Date.now() < endAt) await sleep(20)
    this.#sessions[Symbol.dispose]()
    const flushedAt = Date.now() + flushMs
    while (this.#front.exchanges.size > 0 && Date.now() < flushedAt) await sleep(10)
    this.#notices[Symbol.dispose]()
    this.#catalogue[Symbol.dispose]()
    if (this.#ticker !== null) clearInterval(this.#ticker)
    await closeServer(this.#server)
  }
}

async function closeServer(server: Server | null): Promise<void> {
  if (server === null) return
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), flushMs)
  await closed
  clearTimeout(timer)
}

const unusable = (issue: string): AppError =>
  new AppError('CONFIG_INVALID', `listen: ${issue}`, { path: 'listen', issues: [issue] })

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new AppError('PORT_TAKEN', `Port ${port} on ${host} is taken`, { host, port, owner: null }, { cause: error })
  if (error.code === 'EACCES')
    return unusable(`port ${port} needs rights that MCPProxy does not have; use one above 1023`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return unusable(`${host} is no address of this machine`)
  return error
}
