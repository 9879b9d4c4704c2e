import type { JsonObject } from '#shared/json-rpc'

/** An entry in our own words, and what had to be decided on the way. */
export interface NormalizedServer {
  readonly entry: JsonObject
  /** Each finishes the sentence "<path of the entry> …". */
  readonly warnings: readonly string[]
}

/** What AI clients call our keys. The first one present is taken. */
const aliases: readonly (readonly [alias: string, key: string])[] = [
  ['cwd', 'working_dir'],
  ['serverUrl', 'url'],
  ['httpUrl', 'url'],
  ['type', 'protocol'],
  ['transport', 'protocol'],
  ['transportType', 'protocol'],
]

/** What AI clients call our protocols. */
const protocolNames: { readonly [name: string]: string } = {
  local: 'stdio',
  streamableHttp: 'streamable-http',
  streamable_http: 'streamable-http',
  streamableHTTP: 'streamable-http',
  remote: 'auto',
}

export const aliasKeys: readonly string[] = [...aliases.map(([alias]) => alias), 'disabled', 'timeout']

/**
 * Translates an entry written for an AI client (docs/configuration.md lists the words).
 * Our own key wins over an alias; null counts as unset, since generated files write it so.
 */
export function normalizeServer(raw: JsonObject): NormalizedServer {
  const entry: JsonObject = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null))
  const warnings: string[] = []
  const take = (alias: string, key: string, translate: (value: unknown) => unknown) => {
    if (!Object.hasOwn(entry, alias)) return
    const value = entry[alias]
    delete entry[alias]
    if (Object.hasOwn(entry, key)) warnings.push(`has both "${key}" and "${alias}": "${key}" is used`)
    else entry[key] = translate(value)
  }
  if (Object.hasOwn(entry, 'httpUrl') && !Object.hasOwn(entry, 'url') && !hasProtocol(entry)) entry.protocol = 'http'
  for (const [alias, key] of aliases) {
    take(alias, key, value =>
      key === 'protocol' && typeof value === 'string' ? (protocolNames[value] ?? value) : value,
    )
  }
  take('disabled', 'enabled', value => (typeof value === 'boolean' ? !value : value))
  take('timeout', 'connection_timeout_seconds', toSeconds)
  return { entry, warnings }
}

/** Some clients count seconds, some milliseconds; nobody waits 1,000 s for a connection, or only 1 s by intent. */
function toSeconds(value: unknown): unknown {
  if (typeof value !== 'number') return value
  return Math.max(1, value >= 1_000 ? value / 1_000 : value)
}

const hasProtocol = (entry: JsonObject): boolean =>
  ['protocol', 'type', 'transport', 'transportType'].some(key => Object.hasOwn(entry, key))
