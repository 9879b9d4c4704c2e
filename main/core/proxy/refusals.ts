import type { IncomingMessage, ServerResponse } from 'node:http'
import { rpcCode } from '#shared/json-rpc'
import { sendJson } from './exchange.ts'
import { protocolVersions } from './protocol-version.ts'
import { errorText } from './rpc-reply.ts'

/** Why a request is not answered with a result. */
export interface Refusal {
  readonly status: number
  readonly message: string
  /** Of JSON-RPC; -32000 unless given. */
  readonly code?: number
}

/** For so long a body that is too large is read on and thrown away, so that its sender gets to see the refusal. */
const drainMs = 2_000
/** The era's own error codes are avoided on purpose: see isSessionlessEra. */
export const unsupportedVersion: Refusal = {
  status: 400,
  message: `Unsupported protocol version; supported are ${protocolVersions.join(', ')}, beginning with initialize`,
}
export const notMessage: Refusal = { status: 400, message: 'Not a JSON-RPC message', code: rpcCode.invalidRequest }

/** Answers with a status and a JSON-RPC error. */
export function refuse(response: ServerResponse, { status, message, code }: Refusal): void {
  if (response.headersSent || response.destroyed) return
  sendJson(response, status, errorText(null, { code: code ?? rpcCode.connectionClosed, message }))
}

/** Answers at once, and reads the rest of the body within limits: a connection closed earlier would lose the answer. */
export function refuseLargeBody(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, message, code } = refusal
  const body = errorText(null, { code: code ?? rpcCode.connectionClosed, message })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' }
  response.writeHead(status, headers)
  response.write(body)
  const timer = setTimeout(() => response.end(), drainMs)
  request.once('end', () => response.end())
  response.once('close', () => clearTimeout(timer))
  request.resume()
}
