import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Dispatcher } from './dispatcher.ts'
import type { LinkEvidence } from './transport.ts'

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: URL
  readonly headers: OutgoingHttpHeaders
  readonly body?: string
  /** True: may be sent again when an idle connection turned out to be dead before any answer. */
  readonly repeatable: boolean
}

export interface ExchangeResponse {
  readonly status: number
  /** Without parameters, in lower case; empty when there is none. */
  readonly mediaType: string
  readonly header: (name: string) => string | null
  /** The decompressed body. Breaks with an error when the connection is cut. */
  readonly body: Readable
  /** Where it came from, redirects followed. */
  readonly url: URL
}

const maxRedirects = 5
const maxErrorBodyBytes = 4 * 1024

/** The requests of one link. Ending it destroys whatever is in flight; no listener is left on anything shared. */
export class HttpExchanges {
  readonly #dispatcher: Dispatcher
  readonly #live = new Set<ClientRequest>()
  #over = false

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher
  }

  /**
   * Resolves with the head of the answer. Redirects are followed within the origin only, and only where the method stays,
   * so that configured headers are never sent elsewhere.
   * @throws {NodeJS.ErrnoException} network and TLS errors, with their code
   */
  async request(request: ExchangeRequest): Promise<ExchangeResponse> {
    let { url } = request
    for (let redirects = 0; ; redirects++) {
      const response = await this.#once({ ...request, url }, request.repeatable)
      const target = redirects < maxRedirects ? followable(request.method, response, url) : null
      if (target === null) return toResponse(response, url)
      response.resume()
      url = target
    }
  }

  /** Destroys every request in flight; nothing new can begin. */
  end(): void {
    this.#over = true
    this.destroyAll()
  }

  destroyAll(): void {
    for (const request of this.#live) request.destroy()
  }

  get inFlight(): number {
    return this.#live.size
  }

  #once(options: ExchangeRequest, mayRepeat: boolean): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(new Error('The link is closed.'))
      const request = this.#dispatcher.begin(options.url, {
        method: options.method,
        headers: {
          'accept-encoding': 'identity',
          ...options.headers,
          ...(options.body !== undefined && { 'content-length': Buffer.byteLength(options.body) }),
        },
      })
      this.#live.add(request)
      request.once('close', () => this.#live.delete(request))
      request.once('response', resolve)
      request.on('error', (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        if (stale && mayRepeat && !this.#over) this.#once(options, false).then(resolve, reject)
        else reject(error) // without effect once the answer has begun: then its body breaks
      })
      request.end(options.body)
    })
  }
}

function followable(method: string, response: IncomingMessage, from: URL): URL | null {
  const { statusCode = 0, headers } = response
  // 301 to 303 turn a POST into a GET: what was asked would be lost.
  const keepsMethod = statusCode === 307 || statusCode === 308 || (method === 'GET' && [301, 302].includes(statusCode))
  if (!keepsMethod || headers.location === undefined || !URL.canParse(headers.location, from.href)) return null
  const target = new URL(headers.location, from.href)
  return target.origin === from.origin ? target : null
}

function toResponse(response: IncomingMessage, url: URL): ExchangeResponse {
  const header = (name: string) => {
    const value = response.headers[name]
    return Array.isArray(value) ? value.join(', ') : (value ?? null)
  }
  return {
    status: response.statusCode ?? 0,
    mediaType: (header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    header,
    body: decompressed(response),
    url,
  }
}

function decompressed(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase()
  const decoder =
    encoding === 'gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : null
  if (decoder === null) return response
  response.once('error', error => decoder.destroy(error))
  decoder.once('close', () => response.destroy())
  return response.pipe(decoder)
}

/** Reads a body whole. @throws {RangeError} when it is longer than `maxBytes` */
export async function readBody(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new RangeError(`The answer is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes).toString('utf8')
}

/** Bodies of refusals: a server may send one slowly, or never end it. */
const errorBodyLimitMs = 1_000

/** What an answer that is an error says, its body cut at 4 KB and after one second. */
export async function httpEvidence(
  response: ExchangeResponse,
  redact: (text: string) => string,
): Promise<NonNullable<LinkEvidence['http']>> {
  const chunks: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => response.body.destroy(), errorBodyLimitMs)
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= 2 * maxErrorBodyBytes) break // twice: the cut must not halve a secret before it is found
    }
  } catch {
    // A body that breaks off has said what it could.
  } finally {
    clearTimeout(timer)
    response.body.destroy()
  }
  const text = redact(Buffer.concat(chunks).toString('utf8'))
  return {
    status: response.status,
    body: Buffer.from(text).subarray(0, maxErrorBodyBytes).toString('utf8'),
    wwwAuthenticate: response.header('www-authenticate'),
    retryAfterMs: parseRetryAfter(response.header('retry-after'), Date.now()),
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); null when absent or unreadable. */
export function parseRetryAfter(value: string | null, nowAt: number): number | null {
  if (value === null) return null
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowAt)
}
