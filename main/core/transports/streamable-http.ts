import { isRequest, type JsonRpcMessage } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import { errorCodeOf, linkEvidence } from './evidence.ts'
import { httpEvidence, readBody, type ExchangeResponse } from './http-exchange.ts'
import { maxHttpMessageBytes, networkMessage, parseMessages, placeOf } from './http-message.ts'
import { HttpTransport, isSessionGone, refusalText } from './http-transport.ts'
import { keepListening, pauseMs, type StreamListeners } from './keep-listening.ts'
import { parseHttpUrl } from './parse-http-url.ts'
import { readSse } from './sse-stream.ts'
import { LinkError } from './transport.ts'

/** How often a cut stream is asked for once more before its request is given up. */
const maxResumes = 5
const leaveLimitMs = 1_000

/** Streamable HTTP (MCP 2025-03-26 and later): one POST a message, answered as JSON or as a stream of its own. */
export class StreamableHttpTransport extends HttpTransport {
  readonly kind = 'streamable-http'
  #url: URL | null = null
  #sessionId: string | null = null
  #listening = false

  /** Checks the address only: the first message shows whether anybody is there. */
  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.over) throw new LinkError(linkEvidence({ message: 'The link was closed before it was opened.' }))
    this.#url = parseHttpUrl(this.options.url)
  }

  protected async post(message: JsonRpcMessage): Promise<void> {
    if (this.#url === null) return
    let response: ExchangeResponse
    try {
      response = await this.exchanges.request({
        method: 'POST',
        url: this.#url,
        headers: this.headers({
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...this.#session(),
        }),
        body: JSON.stringify(message),
        // A call may have done its work before the connection died; the rest has no effect when done twice.
        repeatable: !('method' in message && message.method === 'tools/call'),
      })
    } catch (error) {
      return this.failBelowHttp(message, error)
    }
    if (this.over) return void response.body.destroy()
    if (response.status < 200 || response.status > 299) {
      return this.refuse(message, response, this.#sessionId !== null)
    }
    this.#sessionId ??= response.header('mcp-session-id')
    if (isRequest(message)) return this.#receiveAnswer(message, response)
    if (response.mediaType === 'text/event-stream') response.body.destroy()
    else response.body.on('error', () => {}).resume() // nothing of interest is in it
    if ('method' in message && message.method === 'notifications/initialized' && !this.#listening) {
      this.#listening = true
      void this.#listen(this.#url)
    }
  }

  async #receiveAnswer(message: JsonRpcMessage & { id: string | number }, response: ExchangeResponse): Promise<void> {
    if (response.mediaType === 'text/event-stream') return this.#readAnswerStream(message, response)
    if (response.mediaType === 'application/json') {
      const limit = this.options.maxMessageBytes ?? maxHttpMessageBytes
      let text: string
      try {
        text = await readBody(response.body, limit)
      } catch (error) {
        if (error instanceof RangeError)
          return this.fail(message, { message: `${placeOf(response.url)}: ${error.message}` })
        return this.failBelowHttp(message, error)
      }
      const messages = parseMessages(text)
      if (messages !== null) this.deliver(messages)
      if (this.pending.has(message.id)) {
        const what = messages === null ? 'JSON that is no JSON-RPC' : 'no answer to the request'
        this.fail(message, { message: `${placeOf(response.url)} sent ${what}.` })
      }
      return
    }
    if (response.status === 202 && this.established) {
      return void response.body.on('error', () => {}).resume() // it may come on the other stream
    }
    const http = await httpEvidence(response, this.options.redact)
    const type = response.mediaType === '' ? 'nothing' : response.mediaType
    this.fail(message, { http, message: `${placeOf(response.url)} sent ${type} instead of JSON or an event stream.` })
  }

  /** The stream of one request. Cut before the answer, it is resumed where the server gave ids, else the request fails now. */
  async #readAnswerStream(message: JsonRpcMessage & { id: string | number }, first: ExchangeResponse): Promise<void> {
    let lastId: string | null = null
    let response = first
    for (let resumes = 0; ; resumes++) {
      let retryMs: number | null = null
      const cut = await this.#read(response, {
        onId: id => (lastId = id),
        onRetry: durationMs => (retryMs = durationMs),
        onEvent: () => (resumes = 0),
      })
      if (this.over || !this.pending.has(message.id)) return
      if (cut instanceof RangeError) return this.fail(message, { message: cut.message })
      if (lastId === null || resumes >= maxResumes) {
        return this.fail(message, {
          message: `${first.url.host} closed the connection before the answer came.`,
          errorCode: errorCodeOf(cut),
        })
      }
      try {
        await sleep(retryMs ?? pauseMs(resumes), this.closing.signal)
        response = await this.#get(first.url, lastId)
      } catch (error) {
        return this.failBelowHttp(message, error)
      }
      if (response.status !== 200 || response.mediaType !== 'text/event-stream') {
        return this.refuse(message, response, this.#sessionId !== null)
      }
    }
  }

  #listen(url: URL): Promise<void> {
    return keepListening({
      get: lastId => this.#get(url, lastId),
      read: (response, listeners) => this.#read(response, listeners),
      refusal: async response => {
        const http = await httpEvidence(response, this.options.redact)
        const isOver = http.status === 401 || (this.#sessionId !== null && isSessionGone(http.status, http.body))
        return { http, isOver, message: refusalText('the listening stream', response) }
      },
      end: known => this.end(known),
      unreachable: error => networkMessage(url, error),
      signal: this.closing.signal,
    })
  }

  #get(url: URL, lastId: string | null): Promise<ExchangeResponse> {
    return this.exchanges.request({
      method: 'GET',
      url,
      headers: this.headers({
        accept: 'text/event-stream',
        ...this.#session(),
        ...(lastId !== null && { 'last-event-id': lastId }),
      }),
      repeatable: true,
    })
  }

  #read(response: ExchangeResponse, listeners: StreamListeners): Promise<Error | null> {
    return readSse(response.body, this.options.maxMessageBytes ?? maxHttpMessageBytes, {
      onId: listeners.onId,
      onRetry: listeners.onRetry,
      onEvent: ({ event, data }) => {
        listeners.onEvent()
        if (event === 'message') this.deliver(parseMessages(data) ?? [])
      },
    })
  }

  #session() {
    return this.#sessionId === null ? {} : { 'mcp-session-id': this.#sessionId }
  }

  /** Ends the session, so that the server need not keep it until it expires. A refusal changes nothing. */
  protected async leave(): Promise<void> {
    if (this.#url === null || this.#sessionId === null) return
    const timer = setTimeout(() => this.exchanges.destroyAll(), leaveLimitMs)
    try {
      const headers = this.headers(this.#session())
      const response = await this.exchanges.request({ method: 'DELETE', url: this.#url, headers, repeatable: false })
      response.body.destroy()
    } catch {
      // The server is gone, and the session with it.
    } finally {
      clearTimeout(timer)
    }
  }
}
