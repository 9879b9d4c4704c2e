/** While a server is started for trial its own connection waits with its next attempt: the two would be in each other's way. */
export class TrialLocks {
  readonly #held = new Map<string, Promise<void>>()

  /** Holds a server's attempts back until the result is disposed. */
  hold(server: string): Disposable {
    let release = () => {}
    this.#held.set(server, new Promise(resolve => (release = resolve)))
    return {
      [Symbol.dispose]: () => {
        this.#held.delete(server)
        release()
      },
    }
  }

  /** Resolves when no trial holds the server, or when the signal aborts. */
  async whenFree(server: string, signal: AbortSignal): Promise<void> {
    for (let held = this.#held.get(server); held !== undefined && !signal.aborted; held = this.#held.get(server)) {
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        void held?.then(resolve)
      })
    }
  }
}
