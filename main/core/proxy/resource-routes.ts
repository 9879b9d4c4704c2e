import type { CataloguePart, Item, TemplateItem } from './catalogue-part.ts'
import { ClaimTable } from './claims.ts'
import { attributeUri, matchesTemplate, parseAttributedUri } from './uris.ts'

/** Who answers for a URI. */
export type Route =
  | { readonly kind: 'found'; readonly server: string; readonly original: string }
  /** Several servers have it: the caller must use one of these. */
  | { readonly kind: 'ambiguous'; readonly uris: readonly string[] }
  | { readonly kind: 'unknown' }

/** Links kept from results, so that what was handed out unlisted can be read. */
const maxLinks = 10_000

/** Resource URIs and templates of all servers, and where each leads. */
export class ResourceRoutes {
  readonly resources = new ClaimTable<Item>()
  readonly templates = new ClaimTable<TemplateItem>()
  #templateItems: readonly TemplateItem[] = []
  /** Unlisted URIs that results linked to, and the server they came from; the oldest goes first. */
  readonly #links = new Map<string, string>()

  add(part: CataloguePart): void {
    this.resources.add(part.resources)
    this.templates.add(part.resourceTemplates)
    this.#templateItems = [...this.#templateItems, ...part.resourceTemplates].sort(bySpecificity)
  }

  remove(part: CataloguePart): void {
    this.resources.remove(part.resources)
    this.templates.remove(part.resourceTemplates)
    const gone = new Set(part.resourceTemplates)
    this.#templateItems = this.#templateItems.filter(item => !gone.has(item))
  }

  resource(uri: string, isServer: (name: string) => boolean): Route {
    const listed = lookUp(this.resources, uri, isServer)
    if (listed.kind !== 'unknown') return listed
    const [best, ...others] = this.#templateItems.filter(item => matchesTemplate(item.pattern, uri))
    if (best !== undefined) {
      // Equally specific ones of other servers may mean another thing: better asked than answered wrongly.
      const rivals = others.filter(item => item.server !== best.server && item.pattern.weight === best.pattern.weight)
      if (rivals.length === 0) return found(best.server, uri)
      return { kind: 'ambiguous', uris: [best, ...rivals].map(item => attributeUri(item.server, uri)) }
    }
    const linkedBy = this.#links.get(uri)
    return linkedBy === undefined ? { kind: 'unknown' } : found(linkedBy, uri)
  }

  template(uriTemplate: string, isServer: (name: string) => boolean): Route {
    return lookUp(this.templates, uriTemplate, isServer)
  }

  /** The URI under which a client finds what `server` calls `original`; unchanged whenever that leads back to the server. */
  expose(server: string, original: string): string {
    const route = this.resource(original, () => true)
    if (route.kind === 'found')
      return route.server === server && route.original === original ? original : attributeUri(server, original)
    if (route.kind === 'ambiguous' || parseAttributedUri(original) !== null) return attributeUri(server, original)
    // Web links are for the client to fetch; anything else must lead back to us.
    if (/^https?:/i.test(original)) return original
    if (this.#links.size >= maxLinks) this.#links.delete(this.#links.keys().next().value ?? '')
    this.#links.set(original, server)
    return original
  }
}

function lookUp<T extends Item>(table: ClaimTable<T>, key: string, isServer: (name: string) => boolean): Route {
  const item = table.get(key)
  if (item !== undefined) return found(item.server, item.original)
  const attributed = parseAttributedUri(key)
  if (attributed !== null && isServer(attributed.server)) return found(attributed.server, attributed.original)
  const claimants = table.claimants(key)
  return claimants.length > 1
    ? { kind: 'ambiguous', uris: claimants.map(item => table.keyOf(item)) }
    : { kind: 'unknown' }
}

const found = (server: string, original: string): Route => ({ kind: 'found', server, original })

/** The most specific first; among equals by server name, so that the order of arrival does not matter. */
function bySpecificity(a: TemplateItem, b: TemplateItem): number {
  return b.pattern.weight - a.pattern.weight || (a.server < b.server ? -1 : a.server > b.server ? 1 : 0)
}
