import { inspect } from 'node:util'
import type { Log, LogFacts } from '#core/log/log'

/** Says on stderr what happens before, beside and after the core, whose own log is a file. */
export function createStderrLog(write: (line: string) => void = line => void process.stderr.write(line)): Log {
  const say = (level: string) => (message: string, facts?: LogFacts) =>
    write(`${level} ${message}${facts === undefined ? '' : ` ${inspect(facts, { breakLength: Infinity })}`}\n`)
  return { debug() {}, info() {}, warn: say('warning:'), error: say('error:') }
}
