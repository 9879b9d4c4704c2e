import { STATUS_CODES } from 'node:http'
import { isMessage, rpcCode, type JsonObject, type JsonRpcMessage, type RequestId } from '#shared/json-rpc'
import { errorCodeOf } from './evidence.ts'

/** Longest message a server may send, in bytes (and characters of an event). */
export const maxHttpMessageBytes = 256 * 1024 * 1024

/** Parses one JSON text once; batches are unpacked. Null when it is no JSON-RPC. */
export function parseMessages(text: string): readonly JsonRpcMessage[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const messages: unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  return messages.every(isMessage) ? messages : null
}

/** Our own answer to a request that the link could not carry through. */
export function failedAnswer(id: RequestId, message: string, data?: JsonObject): JsonRpcMessage {
  return { jsonrpc: '2.0', id, error: { code: rpcCode.connectionClosed, message, ...(data !== undefined && { data }) } }
}

/**
 * In `error.data` of an answer: the server had forgotten the session and did not process the request.
 * Whoever owns the link may initialize anew and send it once more.
 */
export const sessionExpired = 'session-expired'

/** True for an answer whose request may safely be sent again over a new session. */
export function isSessionExpired(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'reason' in data && data.reason === sessionExpired
}

/** Where a request went, fit to be shown: no password, no query, and no part of the path long enough to be a token. */
export function placeOf(url: URL): string {
  const path = url.pathname.split('/').map(part => (part.length < shortestToken ? part : '…'))
  return `${url.origin}${path.join('/')}`
}

/** Hosted servers put keys into the path; names that people give are mostly shorter. */
const shortestToken = 20

export function statusText(status: number): string {
  const name = STATUS_CODES[status]
  return name === undefined ? String(status) : `${status} ${name}`
}

/** One sentence for an exchange that failed below HTTP. */
export function networkMessage(url: URL, error: unknown): string {
  const code = errorCodeOf(error)
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_HTTP_INVALID_HEADER_VALUE' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return `A header configured for ${url.host} holds a character that HTTP cannot carry.`
  }
  const what = code ?? (error instanceof Error ? error.message : String(error))
  return isUnreachable(code)
    ? `${url.host} cannot be reached (${what}).`
    : `The connection to ${url.host} failed (${what}).`
}

/** Codes that mean: nothing can be sent there at all, as against one exchange that broke. */
export function isUnreachable(code: string | null): boolean {
  if (code === null) return false
  if (
    /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|ETIMEDOUT|EPROTO)/.test(
      code,
    )
  )
    return true
  return /CERT|SIGNATURE|^ERR_(TLS|SSL)|^(DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|SELF_SIGNED)|^ERR_INVALID_(CHAR|HTTP_TOKEN|URL)|^ERR_UNESCAPED/.test(
    code,
  )
}
