/** Something that wants to be known by a plain key, and what it is called when others want the same. */
export interface Claim {
  readonly plain: string
  /** A key of its own; `attempt` grows until one is free. */
  variant(attempt: number): string
}

/**
 * Who is known by which key. A key that two claims want goes to neither: each gets its variant, so that a key never
 * comes to mean another thing. The outcome depends on the set of claims, not on the order in which they came.
 */
export class ClaimTable<T extends Claim> {
  readonly #claims = new Map<string, T[]>()
  readonly #contested = new Set<string>()
  readonly #variants = new Map<string, T>()
  readonly #variantOf = new Map<T, string>()
  #isStale = false
  #revision = 0

  add(items: Iterable<T>): void {
    for (const item of items) {
      const claims = this.#claims.get(item.plain)
      if (claims === undefined) {
        this.#claims.set(item.plain, [item])
        if (this.#variants.size > 0) this.#isStale = true // a variant may have had this key
      } else {
        claims.push(item)
        this.#contested.add(item.plain)
        this.#isStale = true
      }
    }
  }

  remove(items: Iterable<T>): void {
    for (const item of items) {
      const claims = this.#claims.get(item.plain)
      const index = claims?.indexOf(item) ?? -1
      if (claims === undefined || index < 0) continue
      if (claims.length > 1 || this.#variants.size > 0) this.#isStale = true
      claims.splice(index, 1)
      if (claims.length < 2) this.#contested.delete(item.plain)
      if (claims.length === 0) this.#claims.delete(item.plain)
    }
  }

  /** What is known by this key. */
  get(key: string): T | undefined {
    this.#settle()
    const claims = this.#claims.get(key)
    return claims?.length === 1 ? claims[0] : this.#variants.get(key)
  }

  /** All who want this key as it stands; more than one means that none has it. */
  claimants(plain: string): readonly T[] {
    return this.#claims.get(plain) ?? []
  }

  /** The key this item is known by. */
  keyOf(item: T): string {
    this.#settle()
    return this.#variantOf.get(item) ?? item.plain
  }

  /** Grows when items may be known by other keys than before, although they themselves stayed. */
  get revision(): number {
    this.#settle()
    return this.#revision
  }

  #settle(): void {
    if (!this.#isStale) return
    this.#isStale = false
    this.#revision += 1
    this.#variants.clear()
    this.#variantOf.clear()
    const contested = [...this.#contested].flatMap(plain => this.#claims.get(plain) ?? [])
    // Sorted, so that who is first to a variant does not depend on who came first.
    const items = contested.map(item => ({ item, first: item.variant(0) }))
    items.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
    for (const { item, first } of items) {
      let key = first
      for (let attempt = 1; attempt < 4 && (this.#claims.has(key) || this.#variants.has(key)); attempt += 1)
        key = item.variant(attempt)
      this.#variants.set(key, item)
      this.#variantOf.set(item, key)
    }
  }
}
