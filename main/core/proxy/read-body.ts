import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { rpcCode } from '#shared/json-rpc'

/** More than any message we have seen, less than what would hurt. */
const maxBodyBytes = 64 * 1024 * 1024
/** Deeper messages cannot be written again by a recursive serializer. */
const maxDepth = 1_000

type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly code: number; readonly message: string }
  /** The client went away before the end. */
  | { readonly kind: 'aborted' }

/** Reads and parses a request's body. Never rejects. */
export function readBody(request: IncomingMessage, limit = maxBodyBytes): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(tooLarge(limit))
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve(tooLarge(limit))
      }
    })
    request.once('end', () => resolve(parseBody(Buffer.concat(chunks))))
    request.once('close', () => resolve({ kind: 'aborted' }))
    request.once('error', () => resolve({ kind: 'aborted' }))
  })
}

function parseBody(bytes: Buffer): Body {
  if (!isUtf8(bytes)) return notJson('the body is not UTF-8')
  if (isTooDeep(bytes)) return notJson(`nested deeper than ${maxDepth} levels`)
  try {
    return { kind: 'json', value: JSON.parse(bytes.toString('utf8')) as unknown }
  } catch {
    return notJson('the body is not JSON')
  }
}

const notJson = (why: string): Body => ({
  kind: 'refused',
  status: 400,
  code: rpcCode.parseError,
  message: `Parse error: ${why}`,
})

const tooLarge = (limit: number): Body => ({
  kind: 'refused',
  status: 413,
  code: rpcCode.invalidRequest,
  message: `The body is larger than ${limit} bytes`,
})

function isTooDeep(bytes: Buffer): boolean {
  if (bytes.length <= maxDepth) return false
  let depth = 0
  let isText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (isText) {
      // Most bytes of a large message are in a few long strings: jump to their ends.
      at = bytes.indexOf(0x22, at)
      if (at < 0) return false
      if (!isEscaped(bytes, at)) isText = false
    } else if (byte === 0x22) isText = true
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      if (depth > maxDepth) return true
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1
  }
  return false
}

/** True when an odd number of backslashes stands before the quote at `at`. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let slashes = 0
  while (bytes[at - 1 - slashes] === 0x5c) slashes += 1
  return slashes % 2 === 1
}
