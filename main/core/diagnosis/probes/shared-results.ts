/** Results stay good for so long: ten servers that need the same engine ask once. */
const freshMs = 5_000

/** Answers of slow questions, shared by whoever asks the same at the same time or shortly after. */
export class SharedResults {
  readonly #now: () => number
  readonly #results = new Map<string, { readonly until: number; readonly result: Promise<unknown> }>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** @param key - says all that the answer depends on; the type of the answer goes with it */
  get<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const nowAt = this.#now()
    for (const [old, { until }] of this.#results) if (until <= nowAt) this.#results.delete(old)
    const known = this.#results.get(key)
    if (known !== undefined) return known.result as Promise<T> // same key, same type
    const result = ask()
    this.#results.set(key, { until: Infinity, result }) // in flight: as long as it takes
    const settle = () => this.#results.set(key, { until: this.#now() + freshMs, result })
    result.then(settle, settle)
    return result
  }
}
