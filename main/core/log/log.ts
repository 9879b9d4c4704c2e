import type { Subscribe } from '#shared/emitter'
import type { LogLine } from '#shared/ipc/contract'

/** Structured facts beside a message. Values are redacted like the text. */
export type LogFacts = { readonly [key: string]: unknown }

/** What code in core logs to. `info`: connects and state changes; `warn`: sign-in and ordinary resets; `error`: what needs a person. */
export interface Log {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
}

/** The log of one server: file `logs/server-<name>.log` and a bounded live tail. */
export interface ServerLog extends Log {
  /** A line that the program printed, already redacted. */
  output(source: 'stderr' | 'stdout', text: string): void
}

/** All logs of one data folder. */
export interface Logs extends AsyncDisposable {
  readonly main: Log
  server(name: string): ServerLog
  /** Last lines of a server's log, newest last; at most 5,000 are kept in memory. */
  tail(name: string, limit: number): LogLine[]
  readonly onLine: Subscribe<{ readonly server: string; readonly line: LogLine }>
  /** Values that must never be written, such as the values of configured env and headers. Replaces an earlier set with the same key. */
  addSecrets(key: string, values: readonly string[]): void
  /** `text` with every known secret and every secret-looking token replaced by `[redacted]`. */
  readonly redact: (text: string) => string
}

/** A log that says nothing; for tests and tools. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
