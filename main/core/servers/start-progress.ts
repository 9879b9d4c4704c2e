import type { AppView } from '#shared/ipc/contract'
import type { Runtime } from '#shared/status'

/** Counts the outcomes of a batch connect: the first one of each server. */
export class StartProgress {
  readonly #outcomes = new Map<string, 'pending' | 'connected' | 'failed'>()

  begin(): void {
    this.#outcomes.clear()
  }

  expect(name: string): void {
    this.#outcomes.set(name, 'pending')
  }

  /** A server that is no longer wanted is no longer waited for. */
  forget(name: string): void {
    if (this.#outcomes.get(name) === 'pending') this.#outcomes.delete(name)
  }

  see(name: string, runtime: Runtime): void {
    if (this.#outcomes.get(name) !== 'pending') return
    if (runtime.kind === 'ready') this.#outcomes.set(name, 'connected')
    if (runtime.kind === 'backoff' || runtime.kind === 'failed') this.#outcomes.set(name, 'failed')
  }

  get view(): AppView['startup'] {
    const outcomes = [...this.#outcomes.values()]
    const count = (outcome: string) => outcomes.filter(each => each === outcome).length
    const [connected, failed] = [count('connected'), count('failed')]
    return { total: outcomes.length, done: connected + failed, connected, failed }
  }
}
