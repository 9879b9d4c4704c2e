import { isObject } from '#shared/json-rpc'

/** Versions spoken with clients, newest first. */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

/** What we answer to the version a client asks for: the same if we speak it, else our newest. */
export function negotiateVersion(requested: unknown): string {
  return protocolVersions.find(version => version === requested) ?? protocolVersions[0]
}

/** An absent header means 2025-03-26 (Streamable HTTP, "Protocol Version Header"), which we speak. */
export function isKnownVersion(header: string | undefined): boolean {
  return header === undefined || protocolVersions.some(version => version === header)
}

/** Only 2025-03-26 and before had JSON-RPC batches. */
export function allowsBatches(version: string): boolean {
  return version <= '2025-03-26'
}

/**
 * True for a message of the era without sessions (2026-07-28): it asks `server/discover`, or names its protocol version
 * in `_meta`. Such a client falls back to `initialize` on a 400 whose error code is none of that era's own
 * (-32020 to -32022).
 */
export function isSessionlessEra(message: unknown): boolean {
  if (!isObject(message)) return false
  if (message.method === 'server/discover') return true
  const meta = isObject(message.params) ? message.params._meta : undefined
  return isObject(meta) && 'io.modelcontextprotocol/protocolVersion' in meta
}
