import type { OfferKind } from '#core/servers/upstreams'
import type { JsonObject } from '#shared/json-rpc'
import type { CataloguePart, Item } from './catalogue-part.ts'
import { stringify } from './rpc-reply.ts'

const keyField = { tools: 'name', prompts: 'name', resources: 'uri', resourceTemplates: 'uriTemplate' } as const
const empty = { tools: '[]', prompts: '[]', resources: '[]', resourceTemplates: '[]' } as const

/** Results of list requests as JSON text, made once and again only for what changed. */
export class ListTexts {
  readonly #keyOf: (kind: OfferKind, item: Item) => string
  #parts = new WeakMap<CataloguePart, Map<OfferKind, { readonly revision: number; readonly text: string }>>()
  readonly #whole = new Map<string, string>()

  constructor(keyOf: (kind: OfferKind, item: Item) => string) {
    this.#keyOf = keyOf
  }

  /** Something changed: whole lists are put together anew, from the parts that are still good. */
  clear(): void {
    this.#whole.clear()
  }

  /** All servers' items with their exposed names. */
  ofAll(kind: OfferKind, parts: readonly CataloguePart[], revision: number): string {
    return this.#once(`all ${kind}`, () => {
      const texts = parts.map(part => this.#partText(kind, part, revision)).filter(part => part !== '')
      return `{"${kind}":[${texts.join(',')}]}`
    })
  }

  /** One server's items as it said them. */
  ofServer(kind: OfferKind, part: CataloguePart | undefined): string {
    if (part === undefined) return `{"${kind}":${empty[kind]}}`
    return this.#once(`${kind} of ${part.server}`, () => `{"${kind}":[${texts(part.offer[kind])}]}`)
  }

  #once(key: string, make: () => string): string {
    let text = this.#whole.get(key)
    if (text === undefined) this.#whole.set(key, (text = make()))
    return text
  }

  #partText(kind: OfferKind, part: CataloguePart, revision: number): string {
    let known = this.#parts.get(part)
    if (known === undefined) this.#parts.set(part, (known = new Map()))
    const entry = known.get(kind)
    if (entry?.revision === revision) return entry.text
    const text = texts(part[kind].map(item => ({ ...item.raw, [keyField[kind]]: this.#keyOf(kind, item) })))
    known.set(kind, { revision, text })
    return text
  }
}

/** An item nested so deeply that it cannot be written is left out; the rest of the list stays. */
function texts(items: readonly JsonObject[]): string {
  return items.flatMap(item => stringify(item) ?? []).join(',')
}
