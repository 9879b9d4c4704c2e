import { RpcError } from '#core/servers/upstreams'
import { isAppError } from '#shared/errors'
import { rpcCode, type JsonObject, type JsonRpcErrorObject, type RequestId } from '#shared/json-rpc'

/** A response around a result that is JSON text already. */
export function resultText(id: RequestId, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`
}

/** Data nested too deeply to be written is left out. */
export function errorText(id: RequestId | null, error: JsonRpcErrorObject): string {
  const { code, message } = error
  return stringify({ jsonrpc: '2.0', id, error }) ?? JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
}

/** Null when the params are nested too deeply to be written: the notification is dropped. */
export function notificationText(method: string, params?: JsonObject): string | null {
  return stringify(params === undefined ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', method, params })
}

/** JSON text; null for what is nested deeper than the serializer can go. */
export function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
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

export const invalidParams = (message: string): RpcError => new RpcError(rpcCode.invalidParams, message)
