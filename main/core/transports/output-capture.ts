import { stripVTControlCharacters } from 'node:util'

/** Lines a second that are passed on; a program that prints more has the rest counted. */
const linesPerSecond = 200
/** What a person can read; longer lines are cut after redaction. */
const maxLineChars = 4_096
/** Bytes kept of one line: more than is shown, so that the cut does not halve a secret before it is found. */
const maxLineBytes = 4 * maxLineChars
const maxTailBytes = 16 * 1024
const newline = 10

/**
 * Takes in what a program prints beside its messages, however much that is.
 * Up to a rate each line is decoded, redacted and passed on. Beyond it bytes are only scanned for line breaks
 * (100 MB in well under a second), and one line says how many were left out. The tail always holds the last lines.
 */
export class OutputCapture implements Disposable {
  readonly #redact: (text: string) => string
  readonly #onLine: (line: string) => void
  /** The unfinished line, at most {@link maxLineBytes}. */
  #pending: Buffer[] = []
  #pendingBytes = 0
  /** The last bytes, whole chunks, a little more than the tail needs. */
  #recent: Buffer[] = []
  #recentBytes = 0
  #windowStartedAt = 0
  #inWindow = 0
  #leftOut = 0
  #timer: NodeJS.Timeout | null = null

  constructor(redact: (text: string) => string, onLine: (line: string) => void) {
    this.#redact = redact
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    this.#remember(chunk)
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      if (this.#mayPass()) {
        this.#hold(chunk.subarray(start, end))
        this.#pass()
      } else {
        this.#leftOut++
        this.#dropPending()
      }
      start = end + 1
    }
    this.#hold(chunk.subarray(start))
  }

  /** The stream has ended: passes on what is still held. */
  end(): void {
    if (this.#pendingBytes > 0 && this.#mayPass()) this.#pass()
    this.#dropPending()
    this.#sayLeftOut()
  }

  /** The last lines, at most 16 KB, redacted. */
  tail(): string[] {
    const bytes = Buffer.concat(this.#recent)
    const cut = bytes.subarray(Math.max(0, bytes.length - maxTailBytes))
    // The first line is whole only when nothing stands before it: half a line may be half a secret.
    const start = cut.length < bytes.length || this.#recentCut ? cut.indexOf(newline) + 1 : 0
    return cut.toString('utf8', start).split('\n').map(this.#clean).filter(Boolean)
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #recentCut = false

  #remember(chunk: Buffer): void {
    // A copy: a view would keep its whole pool alive.
    const part = Buffer.from(chunk.subarray(Math.max(0, chunk.length - maxTailBytes)))
    if (part.length < chunk.length) {
      this.#recent = []
      this.#recentBytes = 0
      this.#recentCut = true
    }
    this.#recent.push(part)
    this.#recentBytes += part.length
    for (let first = this.#recent[0]; first !== undefined; first = this.#recent[0]) {
      if (this.#recentBytes - first.length < maxTailBytes) break
      this.#recent.shift()
      this.#recentBytes -= first.length
      this.#recentCut = true
    }
    // Many tiny writes must not become many buffers.
    if (this.#recent.length > 64) this.#recent = [Buffer.concat(this.#recent)]
  }

  #hold(part: Buffer): void {
    const room = maxLineBytes - this.#pendingBytes
    if (part.length === 0 || room <= 0) return
    const kept = Buffer.from(part.subarray(0, room))
    this.#pending.push(kept)
    this.#pendingBytes += kept.length
  }

  #dropPending(): void {
    this.#pending = []
    this.#pendingBytes = 0
  }

  #pass(): void {
    const line = this.#clean(Buffer.concat(this.#pending).toString('utf8'))
    this.#dropPending()
    if (line !== '') this.#onLine(line)
  }

  #mayPass(): boolean {
    const now = performance.now()
    if (now - this.#windowStartedAt >= 1_000) {
      this.#sayLeftOut()
      this.#windowStartedAt = now
      this.#inWindow = 0
    }
    if (this.#inWindow < linesPerSecond) {
      this.#inWindow++
      return true
    }
    this.#timer ??= setTimeout(() => this.#sayLeftOut(), 1_000)
    return false
  }

  #sayLeftOut(): void {
    this[Symbol.dispose]()
    if (this.#leftOut === 0) return
    const count = this.#leftOut
    this.#leftOut = 0
    this.#onLine(`… ${count} ${count === 1 ? 'line' : 'lines'} left out: the program printed too fast`)
  }

  /** Colours and progress bars are for terminals: of a line drawn over and over, the last drawing stays. */
  readonly #clean = (text: string): string => {
    const line = text.trimEnd()
    const redacted = this.#redact(stripVTControlCharacters(line.slice(line.lastIndexOf('\r') + 1)))
    return redacted.length > maxLineChars ? `${redacted.slice(0, maxLineChars)}…` : redacted
  }
}
