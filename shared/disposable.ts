/**
 * Owns things that must be released: the last one acquired goes first.
 * Native stacks are missing from the compat runtime, so this small one is imported by name and patches no globals.
 */
export class AsyncDisposables implements AsyncDisposable {
  #releases: (() => unknown)[] = []
  #done = false

  /** Owns `resource` and hands it back. @throws {Error} when already disposed: what comes late has no owner. */
  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    this.defer(() =>
      Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : (resource as Disposable)[Symbol.dispose](),
    )
    return resource
  }

  /** Calls `release` when this is disposed. */
  defer(release: () => unknown): void {
    if (this.#done) throw new Error('Already disposed')
    this.#releases.push(release)
  }

  /** Releases everything, even when one of them throws; then throws what was thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#done = true
    const errors: unknown[] = []
    for (const release of this.#releases.splice(0).reverse()) {
      try {
        await release()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, 'Several things could not be released')
  }
}

/** The synchronous kind of {@link AsyncDisposables}. */
export class Disposables implements Disposable {
  #releases: (() => void)[] = []
  #done = false

  /** Owns `resource` and hands it back; what comes after disposal is released on the spot. */
  use<T extends Disposable>(resource: T): T {
    this.defer(() => resource[Symbol.dispose]())
    return resource
  }

  defer(release: () => void): void {
    if (this.#done) release()
    else this.#releases.push(release)
  }

  [Symbol.dispose](): void {
    this.#done = true
    const errors: unknown[] = []
    for (const release of this.#releases.splice(0).reverse()) {
      try {
        release()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, 'Several things could not be released')
  }
}
