import { isRequest, type JsonRpcMessage } from '#shared/json-rpc'
import { errorCodeOf, linkEvidence } from './evidence.ts'
import { httpEvidence, type ExchangeResponse } from './http-exchange.ts'
import { maxHttpMessageBytes, networkMessage, parseMessages, placeOf } from './http-message.ts'
import { HttpTransport, refusalText } from './http-transport.ts'
import { parseHttpUrl } from './parse-http-url.ts'
import { readSse } from './sse-stream.ts'
import { LinkError, type LinkEvidence } from './transport.ts'

/** HTTP with SSE (MCP 2024-11-05): one stream brings everything, messages go by POST to an address that it names. */
export class SseTransport extends HttpTransport {
  readonly kind = 'sse'
  #endpoint: URL | null = null

  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const url = parseHttpUrl(this.options.url)
    const onAbort = () => this.exchanges.destroyAll()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      this.#endpoint = await this.#connect(url)
    } catch (error) {
      this.over = true
      this.exchanges.end()
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #connect(url: URL): Promise<URL> {
    const refuse = (known: Partial<LinkEvidence> & { readonly message: string }, cause?: unknown) =>
      new LinkError(linkEvidence({ ...known, message: this.options.redact(known.message) }), { cause })
    let response: ExchangeResponse
    try {
      const headers = this.headers({ accept: 'text/event-stream' })
      response = await this.exchanges.request({ method: 'GET', url, headers, repeatable: true })
    } catch (error) {
      throw refuse({ errorCode: errorCodeOf(error), message: networkMessage(url, error) }, error)
    }
    if (response.status !== 200) {
      const http = await httpEvidence(response, this.options.redact)
      throw refuse({ http, message: refusalText('the event stream', response) })
    }
    if (response.mediaType !== 'text/event-stream') {
      const http = await httpEvidence(response, this.options.redact)
      const type = response.mediaType === '' ? 'nothing' : response.mediaType
      throw refuse({ http, message: `${placeOf(url)} sent ${type} instead of an event stream.` })
    }
    return new Promise((resolve, reject) => {
      const limit = this.options.maxMessageBytes ?? maxHttpMessageBytes
      const reading = readSse(response.body, limit, {
        onId() {}, // this version of the protocol cannot resume
        onEvent: ({ event, data }) => {
          if (event === 'message') return this.deliver(parseMessages(data) ?? [])
          if (event !== 'endpoint') return
          const endpoint = URL.canParse(data, response.url.href) ? new URL(data, response.url) : null
          if (endpoint?.origin === response.url.origin) return resolve(endpoint)
          response.body.destroy()
          reject(refuse({ message: `${placeOf(url)} names an address of another origin to send messages to.` }))
        },
      })
      void reading.then(cut => {
        const known = {
          errorCode: errorCodeOf(cut),
          message: cut instanceof RangeError ? cut.message : `${url.host} closed the event stream.`,
        }
        reject(refuse(known, cut)) // without effect once the endpoint is known
        if (this.#endpoint !== null) this.end(known)
      })
    })
  }

  protected async post(message: JsonRpcMessage): Promise<void> {
    if (this.#endpoint === null) return
    let response: ExchangeResponse
    try {
      response = await this.exchanges.request({
        method: 'POST',
        url: this.#endpoint,
        headers: this.headers({ 'content-type': 'application/json' }),
        body: JSON.stringify(message),
        repeatable: !(isRequest(message) && message.method === 'tools/call'),
      })
    } catch (error) {
      return this.failBelowHttp(message, error)
    }
    if (response.status < 200 || response.status > 299) return this.refuse(message, response, true)
    response.body.on('error', () => {}).resume() // the answer comes on the stream
  }

  protected async leave(): Promise<void> {} // the end of the stream says it all
}
