/** Runs at most once an interval: at once when it has been quiet, and always once more after the last request. */
export class Throttle implements Disposable {
  readonly #intervalMs: number
  readonly #run: () => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #again = false

  constructor(intervalMs: number, run: () => void) {
    this.#intervalMs = intervalMs
    this.#run = run
  }

  request(): void {
    if (this.#timer !== null) this.#again = true
    else this.#fire()
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#again = false
  }

  #fire(): void {
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#again) this.#fire()
    }, this.#intervalMs)
    this.#again = false
    this.#run()
  }
}
