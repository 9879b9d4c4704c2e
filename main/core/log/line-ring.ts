import type { LogLine } from '#shared/ipc/contract'

/** What a line costs beside its text: the object, its fields and the string's head, in bytes. */
const lineOverhead = 96

/** The last lines of one log, bounded by number and by memory. */
export class LineRing {
  readonly #maxLines: number
  readonly #maxBytes: number
  #lines: LogLine[] = []
  #start = 0
  #bytes = 0

  constructor(maxLines = 5_000, maxBytes = 768 * 1024) {
    this.#maxLines = maxLines
    this.#maxBytes = maxBytes
  }

  push(line: LogLine): void {
    // A copy of the text: a slice of a larger string would keep all of it in memory.
    const text = Buffer.from(line.text).toString()
    this.#lines.push({ ...line, text })
    this.#bytes += sizeOf(text)
    while (
      this.#lines.length - this.#start > this.#maxLines ||
      (this.#bytes > this.#maxBytes && this.#start < this.#lines.length - 1)
    ) {
      this.#bytes -= sizeOf(this.#lines[this.#start]?.text ?? '')
      this.#start += 1
    }
    if (this.#start > this.#maxLines / 4) {
      this.#lines = this.#lines.slice(this.#start) // seldom, so that dropping the oldest stays cheap
      this.#start = 0
    }
  }

  /** Newest last. */
  last(limit: number): LogLine[] {
    return this.#lines.slice(Math.max(this.#start, this.#lines.length - limit))
  }
}

const sizeOf = (text: string) => text.length + lineOverhead
