import { Emitter } from '#shared/emitter'
import type { AlertView } from '#shared/ipc/contract'

/** At most so many are shown; the oldest go first. */
const most = 50

/** What people must be told and nothing else shows: one alert a key, raised, replaced and cleared by whoever observes the cause. */
export class Alerts implements Disposable {
  readonly #alerts = new Map<string, AlertView>()
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.on

  list(): AlertView[] {
    return [...this.#alerts.values()]
  }

  /** Shows an alert, in place of an earlier one with the same key. */
  raise(key: string, kind: AlertView['kind'], message: string, server: string | null = null): void {
    if (this.#alerts.get(key)?.message === message) return
    this.#alerts.delete(key)
    this.#alerts.set(key, { id: key, kind, message, server, at: Date.now() })
    for (const oldest of [...this.#alerts.keys()].slice(0, Math.max(0, this.#alerts.size - most))) {
      this.#alerts.delete(oldest)
    }
    this.#changed.emit()
  }

  /** Takes an alert away because its cause is gone, or because a person has read it. */
  clear(key: string): void {
    if (this.#alerts.delete(key)) this.#changed.emit()
  }

  [Symbol.dispose](): void {
    this.#changed[Symbol.dispose]()
  }
}
