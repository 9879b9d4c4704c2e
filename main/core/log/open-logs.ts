import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { LogLine } from '#shared/ipc/contract'
import { sleep } from '#shared/sleep'
import type { Logs, ServerLog } from './log.ts'
import { LineRing } from './line-ring.ts'
import { compileRedact } from './redact.ts'
import { RotatingFile } from './rotating-file.ts'
import { StructuredLog, type LogSink } from './structured-log.ts'

export interface LogOptions {
  /** Where `main.log` and `server-<file name>.log` go; created if missing. */
  readonly folder: string
  readonly settings: Pick<Settings['logging'], 'level' | 'max_size_mb' | 'max_files'>
  /** A safe, distinct file name for a server's name. */
  readonly fileNameFor: (server: string) => string
  /** Also shows each line, for people; `true` means on stderr. */
  readonly echo?: boolean | ((line: string) => void)
  /** Told once when a log cannot be written, and once (`error: null`) when it can again. */
  readonly onTrouble?: (trouble: { readonly path: string; readonly error: Error | null }) => void
}

export interface OpenLogs extends Logs {
  /** Holds for what we say; what programs print is always kept. */
  setLevel(level: Settings['logging']['level']): void
  /** The log of a program of ours that is no server: `<fileName>.log`. */
  helper(fileName: string): ServerLog
  /** Closes the log of a server that is no more; its files stay. */
  forget(name: string): Promise<void>
  /** Resolves when all that was logged so far is on its way to the disk. */
  flush(): Promise<void>
}

/** Longest wait for a disk that does not answer when the logs are closed. */
const closeLimitMs = 3_000

/** Opens the logs of one data folder. */
export async function openLogs(options: LogOptions): Promise<OpenLogs> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  return new FileLogs(options)
}

class FileLogs implements OpenLogs {
  readonly #options: LogOptions
  readonly #servers = new Map<string, { readonly log: StructuredLog; readonly ring: LineRing }>()
  readonly #helpers = new Map<string, StructuredLog>()
  readonly #lines = new Emitter<{ readonly server: string; readonly line: LogLine }>()
  readonly #secrets = new Map<string, readonly string[]>()
  #redact: ((text: string) => string) | null = null
  #level: Settings['logging']['level']
  readonly main: StructuredLog
  readonly onLine = this.#lines.on

  constructor(options: LogOptions) {
    this.#options = options
    this.#level = options.settings.level
    this.main = new StructuredLog(this.#sink('main.log', null, () => {}))
  }

  server(name: string): ServerLog {
    return this.#entry(name).log
  }

  helper(fileName: string): ServerLog {
    const known = this.#helpers.get(fileName)
    if (known !== undefined) return known
    const log = new StructuredLog(this.#sink(`${fileName}.log`, fileName, () => {}))
    this.#helpers.set(fileName, log)
    return log
  }

  tail(name: string, limit: number): LogLine[] {
    return this.#servers.get(name)?.ring.last(limit) ?? []
  }

  addSecrets(key: string, values: readonly string[]): void {
    if (values.length === 0) this.#secrets.delete(key)
    else this.#secrets.set(key, [...values])
    this.#redact = null // compiled when next needed: at start, hundreds of servers add theirs in a row
  }

  readonly redact = (text: string): string => {
    this.#redact ??= compileRedact([...this.#secrets.values()].flat())
    return this.#redact(text)
  }

  setLevel(level: Settings['logging']['level']): void {
    this.#level = level
  }

  async forget(name: string): Promise<void> {
    const entry = this.#servers.get(name)
    this.#servers.delete(name)
    await entry?.log[Symbol.asyncDispose]()
  }

  async flush(): Promise<void> {
    await Promise.all(this.#all().map(log => log.flush()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new AbortController()
    const closing = Promise.allSettled(this.#all().map(log => log[Symbol.asyncDispose]()))
    await Promise.race([closing.finally(() => closed.abort()), sleep(closeLimitMs, closed.signal).catch(() => {})])
    this.#lines[Symbol.dispose]()
  }

  #all(): StructuredLog[] {
    return [...[...this.#servers.values()].map(({ log }) => log), ...this.#helpers.values(), this.main]
  }

  #entry(name: string) {
    const known = this.#servers.get(name)
    if (known !== undefined) return known
    const ring = new LineRing()
    const keep = (line: LogLine) => {
      ring.push(line)
      this.#lines.emit({ server: name, line })
    }
    const log = new StructuredLog(this.#sink(`server-${this.#options.fileNameFor(name)}.log`, name, keep))
    const entry = { log, ring }
    this.#servers.set(name, entry)
    return entry
  }

  #sink(fileName: string, server: string | null, onLine: (line: LogLine) => void): LogSink {
    const { folder, settings, echo } = this.#options
    const show = echo === true ? (text: string) => void process.stderr.write(text) : echo || null
    return {
      file: new RotatingFile({
        path: join(folder, fileName),
        maxBytes: settings.max_size_mb * 1024 * 1024,
        maxFiles: settings.max_files,
        gapLine: count =>
          `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg: `${count} lines are missing here: the disk was slow or full` })}\n`,
        onTrouble: trouble => this.#tellTrouble(trouble),
      }),
      level: () => this.#level,
      redact: text => this.redact(text),
      onLine: (line, facts) => {
        onLine(line)
        show?.(formatForPeople(server, line, facts))
      },
    }
  }

  #tellTrouble(trouble: { readonly path: string; readonly error: Error | null }): void {
    this.#options.onTrouble?.(trouble)
    const { path, error } = trouble
    // The main log cannot say that it cannot be written; it says so once it can.
    if (error !== null) this.main.error(`The log ${path} cannot be written: ${error.message}`)
    else this.main.info(`The log ${path} is written again`)
  }
}

function formatForPeople(server: string | null, line: LogLine, facts: Record<string, unknown> | null): string {
  const time = new Date(line.at).toISOString().slice(11, 23)
  const source = line.source === 'proxy' ? '' : ` ${line.source}`
  const extra = facts === null || Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`
  return `${time} ${line.level.padEnd(5)}${server === null ? '' : ` ${server}`}${source}: ${line.text}${extra}\n`
}
