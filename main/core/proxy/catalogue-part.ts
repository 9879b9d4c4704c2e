import type { Upstream } from '#core/servers/upstreams'
import type { JsonObject } from '#shared/json-rpc'
import type { Claim } from './claims.ts'
import { hashedName, localNames } from './names.ts'
import { attributeUri, parseTemplate, plainUri, type TemplatePattern } from './uris.ts'

/** One tool, prompt, resource or template of one server. */
export interface Item extends Claim {
  readonly server: string
  /** Name, URI or URI template as the server says it. */
  readonly original: string
  readonly raw: JsonObject
}

export interface TemplateItem extends Item {
  readonly pattern: TemplatePattern
}

/** The offer of one server, ready to be looked up. Items without a usable name or URI are left out. */
export interface CataloguePart {
  readonly server: string
  readonly prefix: string
  readonly tools: readonly Item[]
  readonly prompts: readonly Item[]
  readonly resources: readonly Item[]
  readonly resourceTemplates: readonly TemplateItem[]
  /** Every item as it was offered, for the server's own endpoint. */
  readonly offer: Upstream['offer']
}

export function buildPart(server: string, prefix: string, offer: Upstream['offer']): CataloguePart {
  const byUri = (raw: JsonObject, original: string): Item => ({
    server,
    original,
    raw,
    plain: plainUri(server, original),
    variant: () => attributeUri(server, original),
  })
  return {
    server,
    prefix,
    offer,
    tools: namedItems(server, prefix, offer.tools),
    prompts: namedItems(server, prefix, offer.prompts),
    resources: distinct(offer.resources, 'uri').map(({ raw, key }) => byUri(raw, key)),
    resourceTemplates: distinct(offer.resourceTemplates, 'uriTemplate').map(({ raw, key }) => ({
      ...byUri(raw, key),
      pattern: parseTemplate(key),
    })),
  }
}

function namedItems(server: string, prefix: string, raws: readonly JsonObject[]): Item[] {
  const items = distinct(raws, 'name')
  const names = localNames(
    server,
    prefix,
    items.map(item => item.key),
  )
  return items.flatMap(({ raw, key: original }, index) => {
    const plain = names[index]
    if (plain === null || plain === undefined) return []
    return [
      { server, original, raw, plain, variant: (attempt: number) => hashedName(server, prefix, original, attempt) },
    ]
  })
}

function distinct(raws: readonly JsonObject[], field: string): { readonly raw: JsonObject; readonly key: string }[] {
  const seen = new Set<string>()
  return raws.flatMap(raw => {
    const key = raw[field]
    if (typeof key !== 'string' || key === '' || seen.has(key)) return []
    seen.add(key)
    return [{ raw, key }]
  })
}
