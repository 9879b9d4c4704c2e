import { dirname, join } from 'node:path'
import type { Config } from '#shared/config'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import { sleep } from '#shared/sleep'
import type { Log } from '../log/log.ts'
import { ConfigStorage, type StoredText } from './config-storage.ts'
import { editConfig, type ConfigEdit } from './edit-config.ts'
import { FileWatcher, type FileWatcherTimes } from './file-watcher.ts'
import { formatProblem, type ConfigProblem } from './parse-jsonc.ts'
import { emptyConfig, readConfig } from './read-config.ts'
import { writeSchemaFile } from './schema-file.ts'

export interface ConfigFileOptions extends Partial<FileWatcherTimes> {
  /** `backups/` beside the file unless told. */
  readonly backupFolder?: string
  readonly storage?: ConfigStorage
}

/** What a first start writes. */
const firstText = '{\n  "$schema": "./mcp_config.schema.json",\n  "mcpServers": []\n}\n'
const defaultTimes: FileWatcherTimes = { pollMs: 2_000, settleMs: 100 }
/** An editor that replaces a file may leave a moment without one. */
const missingGraceMs = 400

/**
 * Owner of the configuration file. `current` is the last good configuration, whatever is on disk;
 * `problem` says why what is on disk is not it. A change counts by content, and our own writes are no news to the watch:
 * `edit` itself reports them, once.
 */
export class ConfigFile implements AsyncDisposable {
  readonly path: string
  readonly #log: Log
  readonly #storage: ConfigStorage
  readonly #watcher: FileWatcher
  readonly #changed = new Emitter<Config>()
  readonly #problems = new Emitter<ConfigProblem | null>()
  readonly #disposing = new AbortController()
  #current: Config = emptyConfig()
  #problem: ConfigProblem | null = null
  /** Hash of the content last looked at, good or bad; null before the first look and while there is no file. */
  #hash: string | null = null
  /** Looks and edits happen one after another. */
  #queue: Promise<unknown> = Promise.resolve()

  readonly onChange = this.#changed.on
  /** The problem that is there now, or null when it is gone. */
  readonly onProblem = this.#problems.on

  /** Reads the file; a first start writes a minimal one. Never throws: what is wrong becomes `problem`. */
  static async open(path: string, log: Log, options: ConfigFileOptions = {}): Promise<ConfigFile> {
    const storage = options.storage ?? new ConfigStorage(path, options.backupFolder ?? join(dirname(path), 'backups'))
    const times = { ...defaultTimes, ...options }
    const file = new ConfigFile(storage, log, times)
    await file.#start()
    return file
  }

  private constructor(storage: ConfigStorage, log: Log, times: FileWatcherTimes) {
    this.path = storage.path
    this.#storage = storage
    this.#log = log
    // Watching begins before the first look, so that nothing is missed in between.
    this.#watcher = new FileWatcher(storage.path, times, () => void this.#enqueue(() => this.#look()))
  }

  get current(): Config {
    return this.#current
  }

  get problem(): ConfigProblem | null {
    return this.#problem
  }

  /** Looks at the file now. */
  reload(): Promise<void> {
    return this.#enqueue(() => this.#look())
  }

  /**
   * Applies all edits, or none, to what is on disk now. When it resolves, `current` has them and `onChange` has told.
   *
   * @throws {AppError} `CONFIG_INVALID` (the file is broken, or a value may not be used), `CONFIG_CONFLICT` (changed
   * underneath twice), `CONFIG_UNWRITABLE` (full disk, no rights; the file is as it was), `SERVER_UNKNOWN`
   */
  edit(edits: readonly ConfigEdit[]): Promise<void> {
    return this.#enqueue(async () => {
      for (let attempt = 0; attempt < 2; attempt += 1) if (await this.#editOnce(edits)) return
      const message = `${this.path} is being changed by another program: try again when it is done.`
      throw new AppError('CONFIG_CONFLICT', message, { path: this.path })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposing.abort()
    this.#watcher[Symbol.dispose]()
    await this.#queue
    this.#changed[Symbol.dispose]()
    this.#problems[Symbol.dispose]()
  }

  async #start(): Promise<void> {
    if ((await this.#storage.read()).kind === 'missing') {
      try {
        await this.#storage.create(firstText)
        await writeSchemaFile(dirname(this.path))
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        const text = `The file cannot be created (${code ?? message}).`
        if (code !== 'EEXIST') return this.#setProblem({ message: text, line: 0, column: 0 })
      }
    }
    await this.#look()
  }

  async #look(): Promise<void> {
    let stored = await this.#storage.read()
    if (stored.kind === 'missing' && !this.#disposing.signal.aborted) {
      await sleep(missingGraceMs, this.#disposing.signal).catch(() => undefined)
      stored = await this.#storage.read()
    }
    if (!this.#disposing.signal.aborted) this.#take(stored)
  }

  #take(stored: StoredText): void {
    if (stored.kind === 'missing') {
      this.#hash = null
      const message = 'The file is gone.'
      return this.#setProblem({ message, line: 0, column: 0 })
    }
    if (stored.hash === this.#hash) return
    this.#hash = stored.hash
    if (stored.kind === 'unreadable') return this.#setProblem({ message: stored.message, line: 0, column: 0 })
    const read = readConfig(stored.text)
    if (!read.ok) return this.#setProblem(read.problem)
    this.#setProblem(null)
    if (JSON.stringify(read.config) === JSON.stringify(this.#current)) return // only comments or spaces
    this.#current = read.config
    this.#log.info('configuration read', { servers: read.config.servers.length, invalid: read.config.invalid.length })
    this.#changed.emit(read.config)
  }

  #setProblem(problem: ConfigProblem | null): void {
    if (JSON.stringify(problem) === JSON.stringify(this.#problem)) return
    this.#problem = problem
    if (problem !== null) this.#log.error('configuration file cannot be used', { path: this.path, ...problem })
    this.#problems.emit(problem)
  }

  /** False when the file changed between reading and writing. */
  async #editOnce(edits: readonly ConfigEdit[]): Promise<boolean> {
    const stored = await this.#storage.read()
    this.#take(stored)
    if (stored.kind === 'missing') throw this.#invalid({ message: 'The file is gone.', line: 0, column: 0 })
    if (stored.kind === 'unreadable') throw this.#invalid({ message: stored.message, line: 0, column: 0 })
    const broken = readConfig(stored.text)
    if (!broken.ok) throw this.#invalid(broken.problem)
    const result = editConfig(stored.text, edits)
    if (!result.ok && result.kind === 'invalid') throw this.#invalid(result.problem)
    if (!result.ok) {
      const { name, known } = result
      throw new AppError('SERVER_UNKNOWN', `There is no server "${name}" in ${this.path}.`, { name, known })
    }
    if (result.text === stored.text) return true
    const hash = await this.#storage.replace(stored, result.text).catch((error: unknown) => {
      throw this.#unwritable(error)
    })
    if (hash === null) return false
    this.#take({ kind: 'text', text: result.text, hash })
    return true
  }

  #invalid(problem: ConfigProblem): AppError {
    const issue = formatProblem(problem)
    return new AppError('CONFIG_INVALID', `${this.path} was not changed: ${issue}`, {
      path: this.path,
      issues: [issue],
    })
  }

  #unwritable(cause: unknown): AppError {
    const code = (cause as NodeJS.ErrnoException | null)?.code ?? String(cause)
    const full = code === 'ENOSPC' || code === 'EDQUOT'
    const remedy = full ? 'the disk is full: free some space' : `it cannot be written (${code}): check its rights`
    const message = `${this.path} was not changed: ${remedy}, then try again.`
    return new AppError('CONFIG_UNWRITABLE', message, { path: this.path }, { cause })
  }

  /** The result for the caller; the queue itself never fails. */
  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task)
    this.#queue = result.catch(() => undefined)
    return result
  }
}
