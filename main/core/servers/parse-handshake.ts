import { AppError } from '#shared/errors'
import { isObject, type JsonObject } from '#shared/json-rpc'

/** What we ask for first, then what we also speak. */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

export interface Handshake {
  readonly protocolVersion: string
  readonly capabilities: JsonObject
  readonly serverInfo: { readonly name: string; readonly version: string }
  readonly instructions: string | null
}

/**
 * Reads a server's answer to initialize. Only the version must be right; what else is missing is taken as empty.
 * @throws {AppError} `PROTOCOL` when it is no object, or a version that we do not speak
 */
export function parseHandshake(result: unknown): Handshake {
  if (!isObject(result)) throw protocolError('The answer to initialize is not an object')
  const version = protocolVersions.find(known => known === result.protocolVersion)
  if (version === undefined) {
    throw protocolError(
      `The server speaks protocol version ${nameVersion(result.protocolVersion)}, we speak ${protocolVersions.join(', ')}`,
    )
  }
  const info = isObject(result.serverInfo) ? result.serverInfo : {}
  return {
    protocolVersion: version,
    capabilities: isObject(result.capabilities) ? result.capabilities : {},
    serverInfo: { name: textOf(info.name), version: textOf(info.version) },
    instructions: typeof result.instructions === 'string' ? result.instructions : null,
  }
}

/** Any value may come, of any size and depth. */
function nameVersion(version: unknown): string {
  if (typeof version === 'object' && version !== null) return 'of no kind we know'
  const text = JSON.stringify(version) ?? 'undefined'
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function protocolError(detail: string): AppError<'PROTOCOL'> {
  return new AppError('PROTOCOL', detail, { detail })
}
