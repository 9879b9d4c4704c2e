import { open, readFile, type FileHandle } from 'node:fs/promises'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'
import {
  applyEntry,
  entriesOf,
  formatEntry,
  readLedger,
  type LedgerAttempt,
  type LedgerEntry,
  type LedgerState,
} from './ledger-entry.ts'

export interface LedgerOptions {
  readonly path: string
  readonly folderId: string
  readonly bootId: string | null
  /** Told when writing begins to fail, and null when it works again. */
  readonly onTrouble: (error: Error | null) => void
}

/** Lines may be so many more than what they mean, before the file is written anew. */
const slackLines = 1_000
/** A disk that hangs must not keep servers from starting. */
const promiseLimitMs = 2_000

/**
 * What we started and have not proven gone, on disk: for the guardian and for our next start.
 * Entries that come together are written and synced together, off the event loop.
 */
export class Ledger implements AsyncDisposable {
  readonly #options: LedgerOptions
  readonly #state: LedgerState
  #file: FileHandle | null = null
  #queue: string[] = []
  #waiting: (() => void)[] = []
  #lines: number
  /** The file is not what it should be, and is written anew. */
  #stale: boolean
  #writing: Promise<void> | null = null
  #troubled = false
  #closed = false

  private constructor(options: LedgerOptions, state: LedgerState, lines: number, stale: boolean) {
    this.#options = options
    this.#state = state
    this.#lines = lines
    this.#stale = stale
  }

  /** Never fails: a ledger that cannot be read or written is trouble that is told, not a reason not to start. */
  static async open(options: LedgerOptions): Promise<Ledger> {
    let text = ''
    let failure: Error | null = null
    try {
      text = await readFile(options.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failure = error as Error
    }
    const state = readLedger(text, options)
    // A last line without its end would swallow the next one.
    const ledger = new Ledger(options, state, text.split('\n').length - 1, text !== '' && !text.endsWith('\n'))
    if (failure !== null) ledger.#tell(failure)
    return ledger
  }

  /** What was started and has not ended. */
  get attempts(): readonly LedgerAttempt[] {
    return [...this.#state.values()]
  }

  /** Resolves when the entry is on disk, or cannot be brought there; within 2 s. */
  async record(entry: LedgerEntry): Promise<void> {
    if (this.#closed) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>(resolve => {
      timer = setTimeout(() => {
        this.#tell(new Error('the disk does not answer'))
        resolve()
      }, promiseLimitMs)
      this.#waiting.push(resolve)
      this.note(entry)
    })
    clearTimeout(timer)
  }

  /** The same without waiting. */
  note(entry: LedgerEntry): void {
    if (this.#closed) return
    applyEntry(this.#state, entry)
    this.#queue.push(formatEntry(entry))
    this.#writing ??= this.#write()
  }

  /** Drops a process that has ended. Takes no line: the pid with its start time means nobody from now on. */
  forget(attempt: string, pid: number): void {
    this.#state.get(attempt)?.processes.delete(pid)
  }

  /** Writes what is left and closes; with nothing left to remember the file is emptied. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    await this.#writing
    this.#closed = true
    if (this.#lines > 0 || this.#stale) await this.#attempt(() => this.#rewrite())
    await this.#file?.close()
    this.#file = null
  }

  async #write(): Promise<void> {
    await Promise.resolve() // whoever comes in this tick shares the write
    while (this.#queue.length > 0) {
      const lines = this.#queue.splice(0)
      const waiting = this.#waiting.splice(0)
      await this.#attempt(async () => {
        if (this.#stale || this.#lines > slackLines + 4 * this.#size) return this.#rewrite()
        this.#file ??= await open(this.#options.path, 'a', 0o600)
        await this.#file.appendFile(lines.join(''))
        this.#lines += lines.length
        if (waiting.length > 0) await this.#file.datasync()
      })
      for (const resolve of waiting) resolve()
    }
    this.#writing = null
  }

  get #size(): number {
    let size = 0
    for (const { processes } of this.#state.values()) size += 1 + processes.size
    return size
  }

  /** The state holds all that was queued, so this makes up for any earlier failure too. */
  async #rewrite(): Promise<void> {
    this.#stale = true
    await this.#file?.close()
    this.#file = null
    const lines = [...entriesOf(this.#state.values())].map(formatEntry)
    await writeFileAtomic(this.#options.path, lines.join(''))
    this.#lines = lines.length
    this.#stale = false
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write()
      this.#tell(null)
    } catch (error) {
      this.#stale = true
      this.#tell(error as Error)
    }
  }

  #tell(error: Error | null): void {
    if ((error !== null) === this.#troubled) return
    this.#troubled = error !== null
    this.#options.onTrouble(error)
  }
}
