import { RpcError, type RequestOptions, type UpstreamSession, type Upstreams } from '#core/servers/upstreams'
import { isSessionExpired } from '#core/transports/http-message'
import { Disposables } from '#shared/disposable'
import { AppError, isAppError } from '#shared/errors'
import { isObject, type JsonObject, type RequestId } from '#shared/json-rpc'
import type { Call } from './call.ts'
import type { Target } from './catalogue.ts'
import { notificationText } from './rpc-reply.ts'
import { TimeLimit } from './time-limit.ts'

/** A server that forgot us is asked again at once, then with the usual pauses. */
const renewalLimitMs = 10_000

/** What stands between a call and the server it goes to: waiting for it, its time limit, progress, cancellation. */
export class UpstreamCalls {
  readonly #upstreams: Upstreams
  readonly #timeoutMs: number
  readonly #describe: (server: string) => string

  /**
   * @param timeoutMs - bound of each call; progress starts it anew
   * @param describe - what a server is doing, to follow "server X is", such as "retrying: command not found"
   */
  constructor(upstreams: Upstreams, timeoutMs: number, describe: (server: string) => string) {
    this.#upstreams = upstreams
    this.#timeoutMs = timeoutMs
    this.#describe = describe
  }

  /**
   * Sends a client's request to a server; all of its params but `changes` pass untouched.
   * A server that has forgotten its session did not look at the request: it is sent once more over the next session.
   */
  async forward(call: Call, server: string, method: string, params: JsonObject, changes: JsonObject): Promise<unknown> {
    const link = this.#upstreams.get(server)?.session ?? (await this.link(server, call.signal))
    call.server = server
    const sent = { ...params, ...changes }
    const options = { timeoutMs: this.#timeoutMs, signal: call.signal }
    try {
      return await send(link, call, method, sent, options)
    } catch (error) {
      if (!(error instanceof RpcError) || !isSessionExpired(error.data)) throw error
      return send(await this.#nextLink(server, link, call.signal, error), call, method, sent, options)
    }
  }

  /** The session that follows a forgotten one. @throws what the forgotten one said, when none comes in time */
  async #nextLink(server: string, old: UpstreamSession, signal: AbortSignal, why: RpcError): Promise<UpstreamSession> {
    using owned = new Disposables()
    const limit = owned.use(new TimeLimit(renewalLimitMs, signal))
    return await new Promise((resolve, reject) => {
      const look = () => {
        const session = this.#upstreams.get(server)?.session ?? null
        if (session !== null && session !== old) resolve(session)
      }
      const fail = () => reject(signal.aborted ? (signal.reason as Error) : why)
      owned.use(this.#upstreams.onOfferChanged(look))
      limit.signal.addEventListener('abort', fail, { once: true })
      look()
    })
  }

  /**
   * The session with a server, waiting for one that is on its way.
   * @throws {AppError} `SERVER_NOT_READY`, `SERVER_UNKNOWN`, `TIMEOUT`, or the signal's reason
   */
  async link(server: string, signal: AbortSignal): Promise<UpstreamSession> {
    using limit = new TimeLimit(this.#timeoutMs, signal)
    try {
      return await this.#upstreams.whenReady(server, limit.signal)
    } catch (error) {
      if (isAppError(error, 'SERVER_NOT_READY'))
        throw new AppError('SERVER_NOT_READY', this.status(server), error.details, { cause: error })
      if (!limit.isReached || signal.aborted) throw error
      throw new AppError('TIMEOUT', `${this.status(server)}; not ready within ${this.#timeoutMs} ms`, {
        what: `server ${server}`,
        limitMs: this.#timeoutMs,
      })
    }
  }

  /**
   * Looks a name up, waiting for a server on its way that the name may belong to.
   * @throws {AppError} `TOOL_UNKNOWN`, naming it and what its server is doing
   */
  async find(
    what: 'tool' | 'prompt',
    name: string,
    lookUp: () => Target | undefined,
    likelyServers: () => readonly string[],
    signal: () => AbortSignal,
  ): Promise<Target> {
    const target = lookUp()
    if (target !== undefined) return target
    const candidates = likelyServers().filter(server => this.#upstreams.get(server)?.session === null)
    let status = ''
    for (const server of candidates) {
      try {
        await this.link(server, signal())
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error
        status ||= `: ${error.message}`
      }
      const found = lookUp()
      if (found !== undefined) return found
    }
    throw new AppError('TOOL_UNKNOWN', `Unknown ${what} "${name.slice(0, 200)}"${status}`, { name })
  }

  /** One clause about a server, for messages. */
  status(server: string): string {
    return `server ${server} is ${this.#describe(server)}`
  }
}

function send(
  link: UpstreamSession,
  call: Call,
  method: string,
  params: JsonObject,
  options: RequestOptions,
): Promise<unknown> {
  const meta = params._meta
  if (!isObject(meta) || meta.progressToken === undefined) return link.request(method, params, options)
  const token = meta.progressToken
  if (isToken(token))
    return link.request(method, params, { ...options, onProgress: progress => relayProgress(call, progress, token) })
  // No token that we could map: it must not reach the server, where it might be somebody else's.
  const { progressToken: _, ...otherMeta } = meta
  return link.request(method, { ...params, _meta: otherMeta }, options)
}

function relayProgress(call: Call, progress: JsonObject, progressToken: RequestId): void {
  if (!call.isDropped) call.exchange.notify(notificationText('notifications/progress', { ...progress, progressToken }))
}

const isToken = (value: unknown): value is RequestId => typeof value === 'string' || typeof value === 'number'
