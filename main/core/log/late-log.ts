import type { Log, LogFacts } from './log.ts'

type Line = readonly [level: keyof Log, message: string, facts: LogFacts | undefined]

/** Holds what is said before there is a log, and says it once there is one. */
export class LateLog implements Log {
  #target: Log | null = null
  #held: Line[] = []

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

  /** Everything held goes to `log`, and from now on everything that comes. */
  open(log: Log): void {
    this.#target = log
    for (const [level, message, facts] of this.#held.splice(0)) log[level](message, facts)
  }

  #say(...line: Line): void {
    const [level, message, facts] = line
    if (this.#target === null) this.#held.push(line)
    else this.#target[level](message, facts)
  }
}
