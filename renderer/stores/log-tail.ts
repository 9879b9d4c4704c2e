import { createStore } from 'zustand/vanilla'
import type { LogLine } from '#shared/ipc/contract'
import type { Bridge } from '#shared/ipc/bridge'
import { ask } from './ask.ts'
import { FrameBatch, type Schedule } from './frame-batch.ts'
import { appendLines, joinPast, type NumberedLine } from './log-lines.ts'

export interface LogTailState {
  readonly kind: 'loading' | 'live' | 'failed'
  readonly lines: readonly NumberedLine[]
  readonly why: string
}

const pastLines = 1_000

/** The log of one server: its recent past, then every new line, one change of the store a frame. */
export class LogTail implements Disposable {
  readonly store = createStore<LogTailState>(() => ({ kind: 'loading', lines: [], why: '' }))
  readonly #bridge: Bridge
  readonly #server: string
  readonly #batch: FrameBatch<readonly LogLine[]>
  #unsubscribe: (() => void) | null = null
  #early: LogLine[] = []
  #disposed = false

  constructor(bridge: Bridge, server: string, schedule?: Schedule) {
    this.#bridge = bridge
    this.#server = server
    this.#batch = new FrameBatch<readonly LogLine[]>(batches => this.#receive(batches.flat()), schedule)
  }

  start(): void {
    this.#unsubscribe = this.#bridge.on('log:lines', ({ server, lines }) => {
      if (server === this.#server) this.#batch.add(lines)
    })
    void this.load()
  }

  async load(): Promise<void> {
    this.store.setState({ kind: 'loading' })
    const reply = await ask(this.#bridge, 'server:log', { name: this.#server, limit: pastLines })
    if (this.#disposed) return
    if (!reply.ok) {
      this.store.setState({ kind: 'failed', why: reply.error.message })
      return
    }
    const lines = appendLines([], joinPast(reply.value, this.#early))
    this.#early = []
    this.store.setState({ kind: 'live', lines })
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    this.#unsubscribe?.()
    this.#batch[Symbol.dispose]()
  }

  #receive(lines: readonly LogLine[]): void {
    const state = this.store.getState()
    if (state.kind === 'live') this.store.setState({ lines: appendLines(state.lines, lines) })
    else this.#early.push(...lines)
  }
}
