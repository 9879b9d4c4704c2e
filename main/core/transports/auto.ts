import { AsyncDisposables } from '#shared/disposable'
import { Emitter } from '#shared/emitter'
import type { JsonRpcMessage } from '#shared/json-rpc'
import type { HttpOptions } from './http-transport.ts'
import { SseTransport } from './sse.ts'
import { StreamableHttpTransport } from './streamable-http.ts'
import { LinkError, type LinkEvidence, type Transport } from './transport.ts'

/**
 * Answers to the first POST that an older server gives (MCP 2025-11-25, transports, backwards compatibility: 400, 404, 405),
 * and others of the same meaning. Not 401, 403, 429 or 5xx: there the address is right and something else is wrong.
 */
const olderServer = new Set([400, 404, 405, 406, 410, 415, 422, 501])

/** Tries Streamable HTTP; a server that refuses the first message that way is asked for its event stream instead. */
export class AutoTransport implements Transport {
  readonly pid = null
  readonly #options: HttpOptions
  readonly #messages = new Emitter<JsonRpcMessage>()
  readonly #output = new Emitter<{ readonly source: 'stderr' | 'stdout'; readonly text: string }>()
  readonly #ended = new Emitter<LinkError>()
  readonly onMessage = this.#messages.on
  readonly onOutput = this.#output.on
  readonly onEnd = this.#ended.on
  readonly #closing = new AbortController()
  readonly #links = new AsyncDisposables()
  #link: Transport
  /** What was sent before the server has answered; to be said again over SSE. Null once the way is known. */
  #unanswered: JsonRpcMessage[] | null = []
  #switching = false
  #closed: Promise<null> | null = null

  constructor(options: HttpOptions) {
    this.#options = options
    this.#link = this.#adopt(new StreamableHttpTransport(options))
  }

  get kind(): 'streamable-http' | 'sse' {
    return this.#link.kind === 'sse' ? 'sse' : 'streamable-http'
  }

  open(signal: AbortSignal): Promise<void> {
    return this.#link.open(signal)
  }

  send(message: JsonRpcMessage): void {
    this.#unanswered?.push(message)
    if (!this.#switching) this.#link.send(message)
  }

  setProtocolVersion(version: string): void {
    this.#link.setProtocolVersion(version)
  }

  evidence(message: string): LinkEvidence {
    return this.#link.evidence(message)
  }

  close(): Promise<null> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<null> {
    this.#closing.abort(new Error('The link was closed.'))
    await this.#links[Symbol.asyncDispose]()
    return null
  }

  #adopt(link: Transport): Transport {
    this.#links.defer(() => link.close())
    link.onMessage(message => {
      this.#unanswered = null
      this.#messages.emit(message)
    })
    link.onOutput(line => this.#output.emit(line))
    link.onEnd(error => {
      const status = error.evidence.http?.status
      const isFirst = this.#unanswered !== null && this.#link.kind === 'streamable-http'
      if (isFirst && status !== undefined && olderServer.has(status)) void this.#fallBack(error)
      else this.#ended.emit(error)
    })
    return link
  }

  async #fallBack(refusal: LinkError): Promise<void> {
    this.#switching = true
    try {
      if (this.#closing.signal.aborted) return
      const link = this.#adopt(new SseTransport(this.#options))
      await link.open(this.#closing.signal)
      this.#link = link
    } catch (error) {
      if (this.#closing.signal.aborted) return
      if (!(error instanceof LinkError)) throw error
      return this.#ended.emit(new LinkError(bothFailed(refusal.evidence, error.evidence), { cause: error }))
    } finally {
      this.#switching = false
    }
    const unsent = this.#unanswered ?? []
    this.#unanswered = null
    for (const message of unsent) this.#link.send(message)
  }
}

/** What the newer protocol got counts as the server's answer, unless only the older one got something worth acting on. */
function bothFailed(streamable: LinkEvidence, sse: LinkEvidence): LinkEvidence {
  const status = sse.http?.status
  const sseSaysMore = status === 401 || status === 403 || status === 429 || (status !== undefined && status >= 500)
  return {
    ...streamable,
    http: sseSaysMore ? sse.http : streamable.http,
    errorCode: sse.errorCode,
    message: `Streamable HTTP: ${streamable.message} SSE: ${sse.message}`,
  }
}
