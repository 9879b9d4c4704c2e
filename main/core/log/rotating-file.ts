import { constants } from 'node:fs'
import { open, readdir, rename, rm, mkdir, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface RotatingFileOptions {
  readonly path: string
  /** The file is moved aside before it grows beyond this. */
  readonly maxBytes: number
  /** The file and its predecessors `<path>.1`, `<path>.2`, … together. */
  readonly maxFiles: number
  /** What waits for a slow disk; more is dropped and counted. */
  readonly maxBufferedBytes?: number
  /** Pause before another try when writing failed. */
  readonly retryMs?: number
  /** Lines are collected for this long and written together. */
  readonly gatherMs?: number
  /** Told once per outage, and once when it is over. */
  readonly onTrouble?: (trouble: { readonly path: string; readonly error: Error | null }) => void
  /** The line that stands where `count` lines are missing; ends in a newline. */
  readonly gapLine?: (count: number) => string
}

/**
 * A file that lines are appended to, in order and without synchronous I/O, and that is rotated by size.
 * It is opened for each batch: hundreds of logs hold no descriptors, and a file deleted underneath comes back.
 */
export class RotatingFile implements AsyncDisposable {
  readonly #options: Required<RotatingFileOptions>
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #dropped = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null
  #failing = false
  #disposed = false

  constructor(options: RotatingFileOptions) {
    this.#options = {
      maxBufferedBytes: 4 * 1024 * 1024,
      retryMs: 1_000,
      gatherMs: 20,
      onTrouble: () => {},
      gapLine: count => `(${count} lines are missing here: the disk was slow or full)\n`,
      ...options,
    }
  }

  /** Takes one line, newline included. Returns at once; never throws. */
  write(line: string): void {
    if (this.#disposed) return
    const bytes = Buffer.from(line)
    if (this.#waitingBytes + bytes.length > this.#options.maxBufferedBytes) {
      this.#dropped += 1
      return
    }
    if (this.#dropped > 0) this.#push(Buffer.from(this.#takeGap()))
    this.#push(bytes)
    this.#schedule(this.#options.gatherMs)
  }

  /** Resolves when all that was taken so far is written, or could not be. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#writing
    await this.#drain()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return
    if (this.#dropped > 0) this.#push(Buffer.from(this.#takeGap()))
    this.#disposed = true
    await this.flush()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
  }

  #takeGap(): string {
    const line = this.#options.gapLine(this.#dropped)
    this.#dropped = 0
    return line
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null || this.#writing !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#drain()
    }, delayMs)
  }

  #drain(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
      if (this.#waiting.length > 0 && !this.#disposed) {
        this.#schedule(this.#failing ? this.#options.retryMs : this.#options.gatherMs)
      }
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeBatch()
      if (this.#failing) this.#options.onTrouble({ path: this.#options.path, error: null })
      this.#failing = false
    } catch (error) {
      const first = !this.#failing
      this.#failing = true
      if (first) this.#options.onTrouble({ path: this.#options.path, error: error as Error })
    }
  }

  /** Writes what fits into the current file, rotating first when nothing does. What was not written waits on, in order. */
  async #writeBatch(): Promise<void> {
    let file = await openForAppend(this.#options.path)
    try {
      let { size } = await file.stat()
      const first = this.#waiting[0]
      if (first !== undefined && size > 0 && size + first.length > this.#options.maxBytes) {
        await file.close() // Windows renames no open file
        await rotate(this.#options.path, this.#options.maxFiles)
        file = await openForAppend(this.#options.path)
        size = (await file.stat()).size
      }
      await this.#append(file, this.#options.maxBytes - size)
    } finally {
      await file.close().catch(() => {}) // closed already when rotating failed; that error is the one to tell
    }
  }

  async #append(file: FileHandle, room: number): Promise<void> {
    let count = 0
    let bytes = 0
    for (const line of this.#waiting) {
      if (count > 0 && bytes + line.length > room) break
      count += 1
      bytes += line.length
    }
    let batch = Buffer.concat(this.#waiting.splice(0, count), bytes)
    try {
      while (batch.length > 0) {
        const { bytesWritten } = await file.write(batch)
        batch = batch.subarray(bytesWritten)
        this.#waitingBytes -= bytesWritten
      }
    } catch (error) {
      this.#waiting.unshift(batch)
      throw error
    }
  }
}

async function openForAppend(path: string): Promise<FileHandle> {
  try {
    return await openPrivate(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return openPrivate(path)
  }
}

async function openPrivate(path: string): Promise<FileHandle> {
  // Not through a link, so that nobody can lead the log elsewhere; Windows has no such flag.
  const file = await open(
    path,
    constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0),
    0o600,
  )
  const stats = await file.stat()
  if (process.platform !== 'win32' && stats.isFile() && (stats.mode & 0o077) !== 0) await file.chmod(0o600)
  return file
}

/** Moves `<path>` to `<path>.1` and so on; what is beyond `maxFiles` goes. */
async function rotate(path: string, maxFiles: number): Promise<void> {
  const folder = dirname(path)
  const prefix = `${basename(path)}.`
  const numbers = (await readdir(folder))
    .filter(name => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map(name => Number(name.slice(prefix.length)))
    .sort((a, b) => b - a)
  for (const number of numbers) {
    if (number >= maxFiles - 1) await rm(join(folder, `${prefix}${number}`), { force: true })
    else await rename(join(folder, `${prefix}${number}`), join(folder, `${prefix}${number + 1}`))
  }
  if (maxFiles > 1) await rename(path, `${path}.1`)
  else await rm(path, { force: true })
}
