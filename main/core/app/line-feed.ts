import { Emitter, type Subscribe } from '#shared/emitter'
import type { EventPayload, LogLine } from '#shared/ipc/contract'

const intervalMs = 100
/** Lines kept for one message; a server that prints faster is seen with gaps, its file has all. */
const mostPerMessage = 500

/** Gathers log lines by server, so that a flood becomes a few messages. */
export class LineFeed implements Disposable {
  readonly #pending = new Map<string, LogLine[]>()
  readonly #lines = new Emitter<EventPayload<'log:lines'>>()
  readonly onLines = this.#lines.on
  readonly #subscription: Disposable
  #timer: NodeJS.Timeout | null = null

  constructor(onLine: Subscribe<{ readonly server: string; readonly line: LogLine }>) {
    this.#subscription = onLine(({ server, line }) => this.#take(server, line))
  }

  #take(server: string, line: LogLine): void {
    if (this.#lines.listenerCount === 0) return
    const lines = this.#pending.get(server) ?? []
    lines.push(line)
    if (lines.length > mostPerMessage) lines.shift()
    this.#pending.set(server, lines)
    this.#timer ??= setTimeout(() => this.#flush(), intervalMs)
  }

  #flush(): void {
    this.#timer = null
    const pending = [...this.#pending]
    this.#pending.clear()
    for (const [server, lines] of pending) this.#lines.emit({ server, lines })
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#subscription[Symbol.dispose]()
    this.#lines[Symbol.dispose]()
  }
}
