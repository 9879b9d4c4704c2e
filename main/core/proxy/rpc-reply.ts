import { RpcError } from '#core/servers/upstreams'
import { isAppError } from '#shared/errors'
import { rpcCode, type JsonObject, type JsonRpcErrorObject, type RequestId } from '#shared/json-rpc'

/** A response around a result that is JSON text already. */
export function resultText(id: RequestId, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`
}

export function errorText(id: RequestId | null, error: JsonRpcErrorObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error })
}

export function notificationText(method: string, params?: JsonObject): string {
  return JSON.stringify(params === undefined ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', method, params })
}

/**
 * The error a client is told. A server's own passes as it is; null for a bug, whose message may hold secrets.
 */
export function toRpcError(error: unknown): JsonRpcErrorObject | null {
  if (error instanceof RpcError) {
    const { code, message, data } = error
    return data === undefined ? { code, message } : { code, message, data }
  }
  if (isAppError(error, 'TIMEOUT')) return { code: rpcCode.requestTimeout, message: error.message }
  if (isAppError(error, 'TOOL_UNKNOWN')) return { code: rpcCode.invalidParams, message: error.message }
  if (
    ['SERVER_GONE', 'SERVER_NOT_READY', 'SERVER_UNKNOWN', 'CANCELLED', 'PROTOCOL'].some(code =>
      isAppError(error, code as never),
    )
  )
    return { code: rpcCode.connectionClosed, message: (error as Error).message }
  if (error instanceof RangeError) return { code: rpcCode.internalError, message: 'The message is nested too deeply' }
  return null
}
