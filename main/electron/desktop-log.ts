import { inspect } from 'node:util'
import type { Log, LogFacts } from '#core/log/log'

type Level = keyof Log

/** Says what happens in the desktop: to the core's log once there is one, and what matters always to stderr too. */
export class DesktopLog implements Log {
  readonly #write: (line: string) => void
  #log: Log | null = null

  constructor(write: (line: string) => void = line => void process.stderr.write(line)) {
    this.#write = write
  }

  /** The core is up and brings a log of its own. */
  forwardTo(log: Log): void {
    this.#log = log
  }

  debug(message: string, facts?: LogFacts): void {
    this.#log?.debug(message, facts)
  }

  info(message: string, facts?: LogFacts): void {
    this.#log?.info(message, facts)
  }

  warn(message: string, facts?: LogFacts): void {
    this.#say('warn', message, facts)
  }

  error(message: string, facts?: LogFacts): void {
    this.#say('error', message, facts)
  }

  #say(level: Level, message: string, facts?: LogFacts): void {
    this.#log?.[level](message, facts)
    this.#write(`${level}: ${message}${facts === undefined ? '' : ` ${inspect(facts, { breakLength: Infinity })}`}\n`)
  }
}
