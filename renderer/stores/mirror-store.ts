import { createStore } from 'zustand/vanilla'
import type { Patch } from '#shared/ipc/contract'
import type { Bridge } from '#shared/ipc/bridge'
import { ask } from './ask.ts'
import { FrameBatch, type Schedule } from './frame-batch.ts'
import { applyPatches, applySnapshot, emptyMirror, type Mirror } from './mirror.ts'

/** Whether main answers. `lost` keeps the last mirror on show, marked as old. */
export type Link =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly why: string }

export interface MirrorState {
  readonly mirror: Mirror
  readonly link: Link
}

export interface MirrorOptions {
  readonly schedule?: Schedule
  /** Waits between attempts to reach a main that does not answer, doubling from the first to the last. */
  readonly retryMs?: readonly [first: number, last: number]
}

/** Keeps a mirror of main's state: one snapshot, then patches, one change of the store a frame. */
export class MirrorStore implements Disposable {
  readonly store = createStore<MirrorState>(() => ({ mirror: emptyMirror, link: { kind: 'opening' } }))
  readonly #bridge: Bridge
  readonly #batch: FrameBatch<Patch>
  readonly #retryMs: readonly [number, number]
  #unsubscribe: (() => void) | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #fetching = false
  #disposed = false
  /** Patches that came before the snapshot they follow. */
  #early: Patch[] = []

  constructor(bridge: Bridge, { schedule, retryMs = [500, 10_000] }: MirrorOptions = {}) {
    this.#bridge = bridge
    this.#retryMs = retryMs
    this.#batch = new FrameBatch<Patch>(patches => this.#receive(patches), schedule)
  }

  start(): void {
    this.#unsubscribe = this.#bridge.on('app:changed', patch => this.#batch.add(patch)) // before asking: nothing falls between
    void this.refresh()
  }

  /** Asks for a fresh snapshot; a second request while one is under way is the same one. */
  async refresh(): Promise<void> {
    if (this.#fetching || this.#disposed) return
    this.#fetching = true
    clearTimeout(this.#retryTimer)
    const reply = await ask(this.#bridge, 'app:snapshot', undefined, 10_000)
    this.#fetching = false
    if (this.#disposed) return
    if (!reply.ok) return this.#retryLater(reply.error.message)
    this.#failures = 0
    const mirror = applySnapshot(this.store.getState().mirror, reply.value)
    const early = this.#early
    this.#early = []
    this.store.setState({ mirror, link: { kind: 'live' } })
    this.#receive(early)
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    this.#unsubscribe?.()
    this.#batch[Symbol.dispose]()
    clearTimeout(this.#retryTimer)
  }

  #receive(patches: readonly Patch[]): void {
    if (this.#fetching) {
      this.#early.push(...patches)
      return
    }
    const { mirror, gap } = applyPatches(this.store.getState().mirror, patches)
    if (mirror !== this.store.getState().mirror) this.store.setState({ mirror })
    if (!gap) return
    this.#early.push(...patches)
    void this.refresh()
  }

  #retryLater(why: string): void {
    const [first, last] = this.#retryMs
    this.store.setState({ link: { kind: 'lost', why } })
    this.#retryTimer = setTimeout(() => void this.refresh(), Math.min(last, first * 2 ** this.#failures++))
  }
}
