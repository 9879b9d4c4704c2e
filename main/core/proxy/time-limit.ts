/** A bound on one wait: its signal aborts after `limitMs`, or with the caller's own. Dispose it when the wait is over. */
export class TimeLimit implements Disposable {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly signal: AbortSignal

  constructor(limitMs: number, signal?: AbortSignal) {
    this.#timer = setTimeout(() => this.#controller.abort(new Error('The time limit was reached')), limitMs)
    this.signal = signal === undefined ? this.#controller.signal : AbortSignal.any([signal, this.#controller.signal])
  }

  /** True when the time ran out. */
  get isReached(): boolean {
    return this.#controller.signal.aborted
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
