import { pino, type Logger } from 'pino'
import type { LogLine } from '#shared/ipc/contract'
import { redactLine } from './cut-line.ts'
import { RepeatFolder } from './fold-repeats.ts'
import type { LogFacts, ServerLog } from './log.ts'
import { redactFacts } from './redact-facts.ts'
import type { RotatingFile } from './rotating-file.ts'

type Level = LogLine['level']

/** What a log needs from the logs it belongs to. The file becomes the log's own. */
export interface LogSink {
  readonly file: RotatingFile
  /** The level in force right now. */
  readonly level: () => Level
  readonly redact: (text: string) => string
  readonly onLine: (line: LogLine, facts: Record<string, unknown> | null) => void
}

const rank: Record<Level, number> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50 }

/** One log file: JSON lines by pino, redacted before they leave this class. */
export class StructuredLog implements ServerLog, AsyncDisposable {
  readonly #sink: LogSink
  readonly #pino: Logger
  readonly #folder: RepeatFolder

  constructor(sink: LogSink) {
    this.#sink = sink
    // In process: pino's transports are worker threads, which a bundle cannot start.
    this.#pino = pino(
      {
        level: 'trace',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: label => ({ level: label }) },
      },
      { write: line => sink.file.write(line) },
    )
    this.#folder = new RepeatFolder(message => this.#write('warn', message, null))
  }

  debug(message: string, facts?: LogFacts): void {
    this.#say('debug', message, facts)
  }

  info(message: string, facts?: LogFacts): void {
    this.#say('info', message, facts)
  }

  warn(message: string, facts?: LogFacts): void {
    this.#say('warn', message, facts)
  }

  error(message: string, facts?: LogFacts): void {
    this.#say('error', message, facts)
  }

  output(source: 'stderr' | 'stdout', text: string): void {
    const safe = redactLine(text, this.#sink.redact)
    this.#pino.info({ source }, safe)
    this.#sink.onLine({ at: Date.now(), level: 'info', source, text: safe }, null)
  }

  flush(): Promise<void> {
    return this.#sink.file.flush()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#folder[Symbol.dispose]()
    await this.#sink.file[Symbol.asyncDispose]()
  }

  #say(level: Level, message: string, facts: LogFacts | undefined): void {
    if (rank[level] < rank[this.#sink.level()]) return
    const safe = redactLine(message, this.#sink.redact)
    const safeFacts = facts === undefined ? null : redactFacts(facts, text => redactLine(text, this.#sink.redact))
    if (level === 'warn' && !this.#folder.isNew(`${safe}\n${JSON.stringify(safeFacts)}`, safe)) return
    this.#write(level, safe, safeFacts)
  }

  /** The live tail shows the text; facts are for the file. */
  #write(level: Level, message: string, facts: Record<string, unknown> | null): void {
    this.#pino[level](facts === null ? {} : { facts }, message)
    this.#sink.onLine({ at: Date.now(), level, source: 'proxy', text: message }, facts)
  }
}
