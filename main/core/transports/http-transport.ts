import type { OutgoingHttpHeaders } from 'node:http'
import { Emitter } from '#shared/emitter'
import { isRequest, isResponse, type JsonRpcMessage, type RequestId } from '#shared/json-rpc'
import type { Dispatcher } from './dispatcher.ts'
import { errorCodeOf, linkEvidence } from './evidence.ts'
import { HttpExchanges, httpEvidence, type ExchangeResponse } from './http-exchange.ts'
import {
  failedAnswer,
  isUnreachable,
  networkMessage,
  parseMessages,
  placeOf,
  sessionExpired,
  statusText,
} from './http-message.ts'
import { LinkError, type LinkEvidence, type Transport } from './transport.ts'

export interface HttpOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly dispatcher: Dispatcher
  readonly redact: (text: string) => string
  /** Longest message the server may send, in bytes. */
  readonly maxMessageBytes?: number
}

/** A server that does not acknowledge `initialized` must not hold up what follows for longer. */
const initializedLimitMs = 2_000

/** What both HTTP transports share: sending in order, tying answers to requests, and ending once. */
export abstract class HttpTransport implements Transport {
  abstract readonly kind: 'streamable-http' | 'sse'
  readonly pid = null
  readonly #messages = new Emitter<JsonRpcMessage>()
  readonly #output = new Emitter<{ readonly source: 'stderr' | 'stdout'; readonly text: string }>()
  readonly #ended = new Emitter<LinkError>()
  readonly onMessage = this.#messages.on
  readonly onOutput = this.#output.on
  readonly onEnd = this.#ended.on
  protected readonly options: HttpOptions
  protected readonly exchanges: HttpExchanges
  /** Requests sent and not yet answered. */
  protected readonly pending = new Set<RequestId>()
  /** Aborts waits between two tries; each wait takes its listener away again. */
  protected readonly closing = new AbortController()
  /** The server has answered once: from now on one bad exchange is not the end of the link. */
  protected established = false
  protected over = false
  #protocolVersion: string | null = null
  #held: JsonRpcMessage[] | null = null
  #closed: Promise<null> | null = null

  constructor(options: HttpOptions) {
    this.options = options
    this.exchanges = new HttpExchanges(options.dispatcher)
  }

  abstract open(signal: AbortSignal): Promise<void>
  protected abstract post(message: JsonRpcMessage): Promise<void>
  /** Says farewell, if the protocol has a way to; bounded. */
  protected abstract leave(): Promise<void>

  /** Requests travel side by side; but nothing overtakes `initialized`, or a server may refuse it. */
  send(message: JsonRpcMessage): void {
    if (this.over) return
    if (this.#held !== null) return void this.#held.push(message)
    const method = 'method' in message ? message.method : null
    if (isRequest(message)) this.pending.add(message.id)
    if (method === 'notifications/cancelled') this.#forget(message)
    const posted = this.post(message)
    if (method === 'notifications/initialized') this.#hold(posted)
  }

  setProtocolVersion(version: string): void {
    this.#protocolVersion = version
  }

  evidence(message: string): LinkEvidence {
    return linkEvidence({ message: this.options.redact(message) })
  }

  close(): Promise<null> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  protected headers(own: OutgoingHttpHeaders): OutgoingHttpHeaders {
    const configured = Object.entries(this.options.headers).map(([name, value]) => [name.toLowerCase(), value])
    const version = this.#protocolVersion === null ? {} : { 'mcp-protocol-version': this.#protocolVersion }
    return { ...(Object.fromEntries(configured) as Record<string, string>), ...version, ...own }
  }

  protected deliver(messages: readonly JsonRpcMessage[]): void {
    for (const message of messages) {
      if (this.over) return
      if (isResponse(message)) {
        this.established = true
        if (message.id !== null) this.pending.delete(message.id)
      }
      this.#messages.emit(message)
    }
  }

  /** Answers a request in the server's place; before the server has ever answered, ends the link instead. */
  protected fail(message: JsonRpcMessage, known: Partial<LinkEvidence> & { readonly message: string }): void {
    if (this.over) return
    if (!this.established) return this.end(known)
    const text = this.options.redact(known.message)
    if (!isRequest(message)) return this.#output.emit({ source: 'stderr', text })
    if (!this.pending.has(message.id)) return
    const { http } = known
    const data = http == null ? undefined : { status: http.status, retryAfterMs: http.retryAfterMs, body: http.body }
    this.deliver([failedAnswer(message.id, text, data)])
  }

  /** An exchange that broke below HTTP: the whole link's end when nothing can be sent any more. */
  protected failBelowHttp(message: JsonRpcMessage, error: unknown): void {
    const errorCode = errorCodeOf(error)
    const known = { errorCode, message: networkMessage(new URL(this.options.url), error) }
    if (isUnreachable(errorCode)) this.end(known)
    else this.fail(message, known)
  }

  /** An answer that is no success: for this request, or for the link when sign-in or session are gone. */
  protected async refuse(message: JsonRpcMessage, response: ExchangeResponse, hasSession: boolean): Promise<void> {
    const http = await httpEvidence(response, this.options.redact)
    const method = 'method' in message ? message.method : 'an answer'
    const known = { http, message: refusalText(method, response) }
    if (hasSession && this.established && isSessionGone(http.status, http.body)) {
      if (isRequest(message) && this.pending.has(message.id)) {
        this.deliver([failedAnswer(message.id, 'The server has forgotten the session.', { reason: sessionExpired })])
      }
      return this.end(known)
    }
    if (http.status === 401) return this.end(known)
    const own = this.established && isRequest(message) ? answerIn(http.body, message.id) : null
    if (own !== null) this.deliver([own])
    else this.fail(message, known)
  }

  /** Nobody asked for this end. */
  protected end(known: Partial<LinkEvidence> & { readonly message: string }): void {
    if (this.over) return
    this.over = true
    this.closing.abort()
    this.exchanges.end()
    this.#ended.emit(new LinkError(linkEvidence({ ...known, message: this.options.redact(known.message) })))
  }

  async #close(): Promise<null> {
    const ended = this.over
    this.over = true
    this.closing.abort()
    this.exchanges.destroyAll()
    if (!ended) await this.leave()
    this.exchanges.end()
    return null
  }

  #hold(posted: Promise<void>): void {
    this.#held = []
    const release = () => {
      clearTimeout(timer)
      const held = this.#held ?? []
      this.#held = null
      for (const message of held) this.send(message)
    }
    const timer = setTimeout(release, initializedLimitMs)
    this.closing.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
    void posted.then(() => {
      if (this.#held !== null) release()
    })
  }

  #forget(message: JsonRpcMessage): void {
    const params = 'params' in message ? message.params : undefined
    const id = params?.requestId
    if (typeof id === 'string' || typeof id === 'number') this.pending.delete(id)
  }
}

/** The specification says 404; some servers, the SDK's examples among them, say 400 and speak of the session. */
export function isSessionGone(status: number, body: string): boolean {
  return status === 404 || (status === 400 && /session/i.test(body))
}

export function refusalText(method: string, response: ExchangeResponse): string {
  const text = `${placeOf(response.url)} answered ${statusText(response.status)} to ${method}.`
  const location = response.header('location')
  if (response.status < 300 || response.status > 399 || location === null) return text
  const target = URL.canParse(location, response.url.href) ? placeOf(new URL(location, response.url)) : 'elsewhere'
  return `${text} It redirects to ${target}, and headers are not sent to another address: put that into "url" if it is right.`
}

function answerIn(body: string, id: RequestId): JsonRpcMessage | null {
  return parseMessages(body)?.find(message => isResponse(message) && message.id === id) ?? null
}
