/** The time of day in whole ticks, shared by everything that counts up or down; still while nobody looks. */
export class Clock implements Disposable {
  #nowAt = Date.now()
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #tickMs: number

  constructor(tickMs = 1_000) {
    this.#tickMs = tickMs
  }

  readonly now = (): number => this.#nowAt

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this[Symbol.dispose]()
    }
  };

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    this.#nowAt = Date.now()
    for (const listener of [...this.#listeners]) listener()
  }
}
