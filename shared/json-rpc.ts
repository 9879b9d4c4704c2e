/** JSON-RPC 2.0 as MCP uses it (no batches). Fields we do not know are kept. */
export type RequestId = string | number
export type JsonObject = { [key: string]: unknown }

export interface JsonRpcRequest {
  jsonrpc: '2.0'
  id: RequestId
  method: string
  params?: JsonObject
}
export interface JsonRpcNotification {
  jsonrpc: '2.0'
  method: string
  params?: JsonObject
}
export interface JsonRpcErrorObject {
  code: number
  message: string
  data?: unknown
}
/** Exactly one of `result` and `error` is present. */
export interface JsonRpcResponse {
  jsonrpc: '2.0'
  id: RequestId | null
  result?: unknown
  error?: JsonRpcErrorObject
}
export type JsonRpcMessage = JsonRpcRequest | JsonRpcNotification | JsonRpcResponse

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (value: unknown): value is RequestId => typeof value === 'string' || typeof value === 'number'

export const isRequest = (value: unknown): value is JsonRpcRequest =>
  isObject(value) && value.jsonrpc === '2.0' && typeof value.method === 'string' && isId(value.id)

export const isNotification = (value: unknown): value is JsonRpcNotification =>
  isObject(value) && value.jsonrpc === '2.0' && typeof value.method === 'string' && !('id' in value)

export const isResponse = (value: unknown): value is JsonRpcResponse =>
  isObject(value) &&
  value.jsonrpc === '2.0' &&
  !('method' in value) &&
  (isId(value.id) || value.id === null) &&
  ('result' in value || isObject(value.error))

/** Any valid message. What is not one is garbage, whoever sent it. */
export const isMessage = (value: unknown): value is JsonRpcMessage =>
  isRequest(value) || isNotification(value) || isResponse(value)

/** Codes of JSON-RPC 2.0, section 5.1, and MCP's "resource not found" (-32002). */
export const rpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  resourceNotFound: -32002,
  /** Ours: the server behind a tool is not connected or has just gone (the SDK's ConnectionClosed). */
  connectionClosed: -32000,
  /** Ours: the server did not answer in time (the SDK's RequestTimeout). */
  requestTimeout: -32001,
} as const
