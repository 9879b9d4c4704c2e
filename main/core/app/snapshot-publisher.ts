import { Emitter } from '#shared/emitter'
import type { AppView, Patch, ServerView, Snapshot } from '#shared/ipc/contract'

/** At most ten messages a second reach a window, whatever happens in core (docs/benchmarks.md, window budget). */
const intervalMs = 100

/** Where the publisher reads the present state from. */
export interface SnapshotSource {
  app(): AppView
  /** In the order of the config file. */
  serverNames(): readonly string[]
  server(name: string): ServerView | undefined
}

/**
 * Turns "something changed" into numbered patches: the first goes out at once, the rest are coalesced.
 * It holds no state of its own but what it has already told.
 */
export class SnapshotPublisher implements Disposable {
  readonly #source: SnapshotSource
  readonly #patched = new Emitter<Patch>()
  readonly onPatch = this.#patched.on
  #revision = 0
  #told: readonly string[] = []
  #dirty = new Set<string>()
  #appDirty = false
  #timer: NodeJS.Timeout | null = null
  #lastSentAt = -Infinity

  constructor(source: SnapshotSource) {
    this.#source = source
  }

  /** Says that these servers, and the application's own view if `app`, may have changed. */
  touch({ servers = [], app = false }: { readonly servers?: Iterable<string>; readonly app?: boolean }): void {
    for (const name of servers) this.#dirty.add(name)
    this.#appDirty ||= app
    if (this.#timer !== null) return
    const waitMs = Math.max(0, this.#lastSentAt + intervalMs - performance.now())
    this.#timer = setTimeout(() => this.flush(), waitMs)
  }

  /** Sends what is pending now, if anything. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const names = this.#source.serverNames()
    const reordered = names.length !== this.#told.length || names.some((name, index) => name !== this.#told[index])
    if (!this.#appDirty && this.#dirty.size === 0 && !reordered) return
    const known = new Set(this.#told)
    const present = new Set(names)
    const changed = names.filter(name => this.#dirty.has(name) || !known.has(name))
    const patch: Patch = {
      since: this.#revision,
      revision: this.#revision + 1,
      ...(this.#appDirty && { app: this.#source.app() }),
      servers: changed.map(name => this.#source.server(name)).filter(view => view !== undefined),
      removed: this.#told.filter(name => !present.has(name)),
      ...(reordered && { order: [...names] }),
    }
    this.#revision++
    this.#told = [...names]
    this.#dirty = new Set()
    this.#appDirty = false
    this.#lastSentAt = performance.now()
    this.#patched.emit(patch)
  }

  /** The whole present state; what was pending is sent first, so that patches go on from this revision. */
  snapshot(): Snapshot {
    this.flush()
    const servers = this.#source
      .serverNames()
      .map(name => this.#source.server(name))
      .filter(view => view !== undefined)
    return { revision: this.#revision, app: this.#source.app(), servers }
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#patched[Symbol.dispose]()
  }
}
