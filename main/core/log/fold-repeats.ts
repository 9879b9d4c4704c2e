/** How long equal messages are counted before they are summed up. */
const windowMs = 60_000

/** Distinct messages watched at a time; the oldest is summed up first when there are more. */
const maxWatched = 200

/** Writes a message that comes again and again once, then how often it came. */
export class RepeatFolder implements Disposable {
  readonly #write: (message: string) => void
  readonly #watched = new Map<string, { readonly message: string; readonly untilAt: number; repeats: number }>()
  #timer: NodeJS.Timeout | null = null

  constructor(write: (message: string) => void) {
    this.#write = write
  }

  /** True when the message is new and must be written; false when it was only counted. */
  isNew(key: string, message: string): boolean {
    this.#sumUp(Date.now())
    const watched = this.#watched.get(key)
    if (watched !== undefined) {
      watched.repeats += 1
      this.#timer ??= setTimeout(() => this.#tick(), windowMs)
      return false
    }
    this.#watched.set(key, { message, untilAt: Date.now() + windowMs, repeats: 0 })
    if (this.#watched.size > maxWatched) this.#sumUp(0, 1)
    return true
  }

  /** Sums up what was counted. */
  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#sumUp(0, this.#watched.size)
  }

  #tick(): void {
    this.#timer = null
    this.#sumUp(Date.now())
    const waiting = [...this.#watched.values()].some(({ repeats }) => repeats > 0)
    if (waiting) this.#timer = setTimeout(() => this.#tick(), windowMs)
  }

  /** Ends the windows that are over at `nowAt`, and at least the `atLeast` oldest. */
  #sumUp(nowAt: number, atLeast = 0): void {
    let left = atLeast
    for (const [key, { message, untilAt, repeats }] of this.#watched) {
      if (left <= 0 && untilAt > nowAt) return // the rest are younger
      left -= 1
      this.#watched.delete(key)
      if (repeats === 1) this.#write(`last message repeated once: ${message}`)
      else if (repeats > 1) this.#write(`last message repeated ${repeats} times: ${message}`)
    }
  }
}
