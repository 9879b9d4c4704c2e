import type { OfferKind, Upstreams } from '#core/servers/upstreams'
import type { ToolView } from '#shared/ipc/contract'
import { buildPart, type CataloguePart, type Item, type TemplateItem } from './catalogue-part.ts'
import { ClaimTable } from './claims.ts'
import { ListTexts } from './list-texts.ts'
import { likelyServers, serverPrefixes } from './names.ts'
import { ResourceRoutes, type Route } from './resource-routes.ts'
import type { SearchPart } from './search-index.ts'

/** What an endpoint shows: all servers with exposed names (null), or one server as it is (its name). */
export type Scope = string | null

/** A tool or prompt, as its server calls it. */
export interface Target {
  readonly server: string
  readonly original: string
}

/**
 * Everything that ready servers offer, and who is meant by a name or URI. Brought up to date when read, and only for
 * the servers that changed.
 */
export class Catalogue implements Disposable {
  readonly #upstreams: Upstreams
  readonly #subscription: Disposable
  readonly #parts = new Map<string, CataloguePart>()
  /** Servers whose part is out of date; null before the first reading: all of them. */
  #changed: Set<string> | null = null
  #prefixes = new Map<string, string>()
  readonly #names = { tools: new ClaimTable<Item>(), prompts: new ClaimTable<Item>() }
  readonly #routes = new ResourceRoutes()
  readonly #texts = new ListTexts((kind, item) => this.#keyOf(kind, item))
  readonly #views = new Map<string, { part: CataloguePart; revision: number; views: readonly ToolView[] }>()

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
    this.#subscription = upstreams.onOfferChanged(({ server }) => void this.#changed?.add(server))
  }

  /** Who has this tool. A server's own endpoint leaves the answer to the server. */
  tool(scope: Scope, name: string): Target | undefined {
    return this.#byName('tools', scope, name)
  }

  prompt(scope: Scope, name: string): Target | undefined {
    return this.#byName('prompts', scope, name)
  }

  /** Where a resource is read: by the list, by the attributable form, by a template, or by a link handed out before. */
  resource(scope: Scope, uri: string): Route {
    if (scope !== null) return { kind: 'found', server: scope, original: uri }
    this.#refresh()
    return this.#routes.resource(uri, name => this.#upstreams.get(name) !== undefined)
  }

  template(scope: Scope, uriTemplate: string): Route {
    if (scope !== null) return { kind: 'found', server: scope, original: uriTemplate }
    this.#refresh()
    return this.#routes.template(uriTemplate, name => this.#upstreams.get(name) !== undefined)
  }

  /** The URI that leads a client of this scope back to the server that named `original`. */
  exposeUri(scope: Scope, server: string, original: string): string {
    if (scope !== null) return original
    this.#refresh()
    return this.#routes.expose(server, original)
  }

  /** The whole result of a list request, as JSON text. */
  listText(scope: Scope, kind: OfferKind): string {
    this.#refresh()
    if (scope !== null) return this.#texts.ofServer(kind, this.#parts.get(scope))
    return this.#texts.ofAll(kind, this.#ordered(), this.#revision(kind))
  }

  /** Tools as clients of `/mcp` see them, in the order of the config file. */
  tools(server?: string): ToolView[] {
    return this.searchParts().flatMap(part => (server === undefined || part.server === server ? part.tools : []))
  }

  /** The same array of views as before, for a server whose tools and names are as before. */
  readonly searchParts = (): SearchPart[] => {
    this.#refresh()
    const { revision } = this.#names.tools
    return this.#ordered().map(part => {
      const known = this.#views.get(part.server)
      if (known?.part === part && known.revision === revision) return { server: part.server, tools: known.views }
      const views = part.tools.map(item => toolView(item, this.#names.tools.keyOf(item)))
      this.#views.set(part.server, { part, revision, views })
      return { server: part.server, tools: views }
    })
  }

  /** Configured servers that a name in no table may belong to, the likeliest first. */
  likelyServers(name: string): string[] {
    this.#refresh()
    this.#prefixes = this.#currentPrefixes()
    return likelyServers(name, this.#prefixes)
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }

  #byName(kind: 'tools' | 'prompts', scope: Scope, name: string): Target | undefined {
    if (scope !== null) return { server: scope, original: name }
    this.#refresh()
    return this.#names[kind].get(name)
  }

  #refresh(): void {
    if (this.#changed?.size === 0) return
    const upstreams = this.#upstreams.list()
    const changed = this.#changed ?? new Set(upstreams.map(upstream => upstream.name))
    this.#changed = new Set()
    this.#prefixes = this.#currentPrefixes()
    for (const part of this.#parts.values())
      if (this.#prefixes.get(part.server) !== part.prefix) changed.add(part.server)
    for (const server of changed) {
      this.#drop(server)
      const upstream = this.#upstreams.get(server)
      const prefix = this.#prefixes.get(server)
      if (upstream !== undefined && upstream.session !== null && prefix !== undefined)
        this.#take(buildPart(server, prefix, upstream.offer))
    }
    this.#texts.clear()
  }

  #take(part: CataloguePart): void {
    this.#parts.set(part.server, part)
    this.#names.tools.add(part.tools)
    this.#names.prompts.add(part.prompts)
    this.#routes.add(part)
  }

  #drop(server: string): void {
    const part = this.#parts.get(server)
    if (part === undefined) return
    this.#parts.delete(server)
    this.#views.delete(server)
    this.#names.tools.remove(part.tools)
    this.#names.prompts.remove(part.prompts)
    this.#routes.remove(part)
  }

  #ordered(): CataloguePart[] {
    return this.#upstreams.list().flatMap(upstream => this.#parts.get(upstream.name) ?? [])
  }

  #currentPrefixes(): Map<string, string> {
    return serverPrefixes(this.#upstreams.list().map(upstream => upstream.name))
  }

  #keyOf(kind: OfferKind, item: Item): string {
    if (kind === 'tools' || kind === 'prompts') return this.#names[kind].keyOf(item)
    // A template's item is only ever asked for under its own kind.
    return kind === 'resources'
      ? this.#routes.resources.keyOf(item)
      : this.#routes.templates.keyOf(item as TemplateItem)
  }

  #revision(kind: OfferKind): number {
    if (kind === 'tools' || kind === 'prompts') return this.#names[kind].revision
    return kind === 'resources' ? this.#routes.resources.revision : this.#routes.templates.revision
  }
}

function toolView({ server, original, raw }: Item, name: string): ToolView {
  const annotations = raw.annotations as { readonly title?: unknown } | null | undefined
  return {
    name,
    server,
    originalName: original,
    title: text(raw.title) ?? text(annotations?.title),
    description: text(raw.description),
    inputSchema: raw.inputSchema,
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
