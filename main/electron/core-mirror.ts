import { Emitter } from '#shared/emitter'
import type { Patch, Snapshot } from '#shared/ipc/contract'
import type { DesktopCore } from './desktop-core.ts'
import { applyPatch } from './mirror.ts'

/** The core's snapshot, kept up to date for the tray. */
export class CoreMirror implements Disposable {
  readonly #core: DesktopCore
  readonly #changed = new Emitter<Snapshot>()
  readonly #subscription: Disposable
  readonly onChange = this.#changed.on
  #snapshot: Snapshot | null = null
  #asking = false

  constructor(core: DesktopCore) {
    this.#core = core
    this.#subscription = core.on('app:changed', patch => this.#receive(patch))
  }

  /** Asks for the whole; once at the start, and after a gap. */
  async refresh(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      this.#apply(await this.#core.handlers['app:snapshot'](undefined))
    } finally {
      this.#asking = false
    }
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
    this.#changed[Symbol.dispose]()
  }

  #receive(patch: Patch): void {
    const next = this.#snapshot === null ? null : applyPatch(this.#snapshot, patch)
    if (next === null) void this.refresh()
    else if (next !== this.#snapshot) this.#apply(next)
  }

  #apply(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    this.#changed.emit(snapshot)
  }
}
