import MiniSearch from 'minisearch'
import type { ToolView } from '#shared/ipc/contract'

/** What the index needs of one server: the views are made anew when its tools or their names changed. */
export interface SearchPart {
  readonly server: string
  readonly tools: readonly ToolView[]
}

/** Tools added before the event loop gets its turn. */
const chunkSize = 100

interface Document {
  readonly id: number
  readonly name: string
  readonly title: string
  readonly server: string
  readonly description: string
}

/**
 * Full-text search over tools. Nothing is indexed before the first search, and then only what changed since,
 * in small steps, so that calls are never held up.
 */
export class SearchIndex {
  readonly #parts: () => readonly SearchPart[]
  readonly #mini = new MiniSearch<Document>({
    fields: ['name', 'title', 'server', 'description'],
    tokenize: wordsOf,
    processTerm: term => term,
    searchOptions: {
      boost: { name: 4, title: 3, server: 2 },
      prefix: term => term.length > 1,
      fuzzy: term => (term.length > 4 ? 1 : false),
      maxFuzzy: 1,
      weights: { prefix: 0.5, fuzzy: 0.2 },
    },
  })
  readonly #views = new Map<number, ToolView>()
  readonly #indexed = new Map<string, { readonly tools: readonly ToolView[]; readonly ids: readonly number[] }>()
  #nextId = 0
  #updating: Promise<void> | null = null

  /** @param parts - the tools as they are now; the same array of views as before means unchanged */
  constructor(parts: () => readonly SearchPart[]) {
    this.#parts = parts
  }

  /** The best `limit` tools for some words, best first. An empty query finds nothing. */
  async search(query: string, limit: number): Promise<ToolView[]> {
    await this.update()
    const views: ToolView[] = []
    for (const { id } of this.#mini.search(tellingWords(query.slice(0, 500)))) {
      if (views.length >= limit) break
      const view = this.#views.get(id as number)
      if (view !== undefined) views.push(view)
    }
    return views
  }

  /** Brings the index up to date. Concurrent callers share the work. */
  update(): Promise<void> {
    this.#updating ??= this.#update().finally(() => (this.#updating = null))
    return this.#updating
  }

  async #update(): Promise<void> {
    const parts = new Map(this.#parts().map(part => [part.server, part.tools]))
    let steps = 0
    for (const [server, { tools, ids }] of this.#indexed) {
      if (parts.get(server) === tools) {
        parts.delete(server)
        continue
      }
      this.#indexed.delete(server)
      for (const id of ids) {
        this.#mini.discard(id)
        this.#views.delete(id)
        if (++steps % chunkSize === 0) await yieldToOthers()
      }
    }
    for (const [server, tools] of parts) {
      const ids: number[] = []
      this.#indexed.set(server, { tools, ids })
      for (const view of tools) {
        const id = this.#nextId++
        ids.push(id)
        this.#views.set(id, view)
        this.#mini.add({ id, name: view.name, title: view.title ?? '', server, description: view.description ?? '' })
        if (++steps % chunkSize === 0) await yieldToOthers()
      }
    }
  }
}

/** Words that stand in most descriptions: they cost the most to look up and tell the least. */
const fillers = new Set(
  'a all an and any are as at be by can for from in into is it of on or that the this to with'.split(' '),
)

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/** Each word once and without fillers, unless there is nothing else. */
function tellingWords(query: string): string {
  const words = [...new Set(wordsOf(query))]
  const telling = words.filter(word => !fillers.has(word))
  return (telling.length > 0 ? telling : words).join(' ')
}

const yieldToOthers = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
