import { AppError } from '#shared/errors'
import { isObject, rpcCode, type JsonObject } from '#shared/json-rpc'
import type { Log } from '../log/log.ts'
import { RpcError, type Offer, type OfferKind, type UpstreamSession } from './upstreams.ts'

/** No honest server needs as many; one that goes on has lost its place. */
const MAX_PAGES = 1_000
const MAX_ITEMS = 100_000
/** Deeper items could not be written again, by us or by those who show them. */
const MAX_DEPTH = 500

export const emptyOffer: Offer = { tools: [], prompts: [], resources: [], resourceTemplates: [] }

/** How each list is asked for, and which capability declares it. */
export const lists = {
  tools: { method: 'tools/list', capability: 'tools', idField: 'name' },
  prompts: { method: 'prompts/list', capability: 'prompts', idField: 'name' },
  resources: { method: 'resources/list', capability: 'resources', idField: 'uri' },
  resourceTemplates: { method: 'resources/templates/list', capability: 'resources', idField: 'uriTemplate' },
} as const satisfies Record<OfferKind, { method: string; capability: string; idField: string }>

export const offerKinds = Object.keys(lists) as readonly OfferKind[]

/** The lists whose change a notification announces; none when it announces something else. */
export function announcedKinds(method: string): readonly OfferKind[] {
  switch (method) {
    case 'notifications/tools/list_changed':
      return ['tools']
    case 'notifications/prompts/list_changed':
      return ['prompts']
    case 'notifications/resources/list_changed':
      return ['resources', 'resourceTemplates']
    default:
      return []
  }
}

/** The lists that a server with these capabilities has. */
export function declaredKinds(capabilities: JsonObject): readonly OfferKind[] {
  return offerKinds.filter(kind => isObject(capabilities[lists[kind].capability]))
}

/**
 * One list, all pages of it. An odd item is left out with a line in the log; it never empties the list.
 *
 * @throws {AppError} `PROTOCOL` when the answer is no list, a cursor comes back, or there is no end to it
 * @throws whatever `session.request` throws; "method not found" counts as an empty list
 */
export async function listKind(
  session: UpstreamSession,
  kind: OfferKind,
  log: Log,
  signal: AbortSignal,
): Promise<JsonObject[]> {
  const { method, idField } = lists[kind]
  const items: JsonObject[] = []
  const seen = new Set<unknown>()
  let cursor: unknown
  do {
    const page = await requestPage(session, method, cursor, signal)
    if (page === null) return []
    const found = page[kind]
    if (!Array.isArray(found)) throw protocolError(`The answer to ${method} has no list "${kind}"`)
    for (const item of found as unknown[]) {
      if (!isObject(item) || typeof item[idField] !== 'string')
        log.warn(`Left out an item of ${method} that has no "${idField}"`)
      else if (isDeeperThan(MAX_DEPTH, item)) log.warn(`Left out an item of ${method} that is nested too deeply`)
      else items.push(item)
    }
    if (items.length > MAX_ITEMS) throw protocolError(`${method} lists more than ${MAX_ITEMS} items`)
    cursor = page.nextCursor ?? undefined
    if (seen.has(cursor)) throw protocolError(`${method} gave the same cursor twice`)
    seen.add(cursor)
    if (seen.size > MAX_PAGES) throw protocolError(`${method} has more than ${MAX_PAGES} pages`)
  } while (cursor !== undefined)
  return items
}

async function requestPage(session: UpstreamSession, method: string, cursor: unknown, signal: AbortSignal) {
  try {
    const page = await session.request(method, cursor === undefined ? undefined : { cursor }, { signal })
    if (!isObject(page)) throw protocolError(`The answer to ${method} is not an object`)
    return page
  } catch (error) {
    // Declared but not there: some frameworks declare every capability.
    if (error instanceof RpcError && error.code === rpcCode.methodNotFound) return null
    throw error
  }
}

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isDeeperThan(levels - 1, inner)))

function protocolError(detail: string): AppError<'PROTOCOL'> {
  return new AppError('PROTOCOL', detail, { detail })
}
