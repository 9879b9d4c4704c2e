const newline = 10

/**
 * Cuts a stream of bytes into lines. A line may come in any number of chunks: they are joined once, at its end,
 * so that the cost grows with the length and not with its square, and a character cut in two is whole again.
 */
export class LineSplitter {
  readonly #maxLineBytes: number
  readonly #onLine: (line: string) => void
  readonly #onTooLong: () => void
  #parts: Buffer[] = []
  #bytes = 0
  #stopped = false

  /** @param onTooLong - told once; nothing is read after it */
  constructor(maxLineBytes: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#maxLineBytes = maxLineBytes
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  push(chunk: Buffer): void {
    let start = 0
    while (!this.#stopped) {
      const end = chunk.indexOf(newline, start)
      if (end === -1) break
      this.#add(start === 0 ? chunk.subarray(0, end) : chunk.subarray(start, end))
      this.#finishLine()
      start = end + 1
    }
    if (start < chunk.length) this.#add(chunk.subarray(start))
  }

  /** The stream has ended: what stands there without a line break is a line too. */
  end(): void {
    if (this.#bytes > 0) this.#finishLine()
  }

  #add(part: Buffer): void {
    if (this.#stopped) return
    this.#bytes += part.length
    if (this.#bytes > this.#maxLineBytes) {
      this.#stopped = true
      this.#parts = []
      this.#onTooLong()
    } else if (part.length > 0) {
      this.#parts.push(part)
    }
  }

  #finishLine(): void {
    if (this.#stopped) return
    const [first] = this.#parts
    const bytes = this.#parts.length > 1 ? Buffer.concat(this.#parts, this.#bytes) : first
    this.#parts = []
    this.#bytes = 0
    if (bytes === undefined) return
    const isCarriageReturn = bytes[bytes.length - 1] === 13
    const line = bytes.toString('utf8', 0, isCarriageReturn ? bytes.length - 1 : bytes.length)
    if (line !== '') this.#onLine(line)
  }
}
