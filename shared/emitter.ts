/** Subscribes a listener; dispose what it returns to unsubscribe. */
export type Subscribe<T> = (listener: (value: T) => void) => Disposable

/** One kind of event and its listeners. A subscription is a thing someone owns. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>()
  readonly #onError: (error: unknown) => void

  /** @param onError - told when a listener throws; by default the error surfaces as uncaught, later */
  constructor(onError: (error: unknown) => void = rethrowLater) {
    this.#onError = onError
  }

  /** An arrow property, so that it can be published alone: `readonly onChange = this.#changed.on`. */
  readonly on: Subscribe<T> = listener => {
    const own = (value: T) => listener(value) // the same function may subscribe twice
    this.#listeners.add(own)
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) }
  }

  /** Tells every listener; one that throws does not starve the rest. */
  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.size
  }

  [Symbol.dispose](): void {
    this.#listeners.clear()
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
