import { AppError } from '#shared/errors'

/** Cuts a byte stream into lines, in time linear in its length however it is chunked. */
export class LineSplitter {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #partsBytes = 0

  /** @param maxBytes - longest line, so that no peer fills our memory */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * The lines that `chunk` completes, without their ends; empty ones are left out.
   * @throws {AppError} `PROTOCOL` when a line is too long
   */
  push(chunk: Buffer): string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end))
      const line = Buffer.concat(this.#parts, this.#partsBytes).toString().trim()
      if (line !== '') lines.push(line)
      this.#parts = []
      this.#partsBytes = 0
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  #keep(part: Buffer): void {
    this.#partsBytes += part.length
    if (this.#partsBytes > this.#maxBytes) {
      const detail = `a line is longer than ${this.#maxBytes} bytes`
      throw new AppError('PROTOCOL', `Control socket: ${detail}`, { detail })
    }
    if (part.length > 0) this.#parts.push(part)
  }
}
