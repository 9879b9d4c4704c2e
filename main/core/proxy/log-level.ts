/** Levels of MCP (RFC 5424), the most talkative first. */
export const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const
export type LogLevel = (typeof logLevels)[number]

export const isLogLevel = (value: unknown): value is LogLevel => logLevels.some(level => level === value)

/** True when a message of this level is wanted. Unknown levels count as `error`: better told than lost. */
export function isWanted(level: unknown, wanted: LogLevel | null): boolean {
  if (wanted === null) return false
  return logLevels.indexOf(isLogLevel(level) ? level : 'error') >= logLevels.indexOf(wanted)
}

/** The level to ask a server for, so that every client gets what it wants; null when nobody asked. */
export function lowestLevel(wanted: Iterable<LogLevel | null>): LogLevel | null {
  let lowest: LogLevel | null = null
  for (const level of wanted)
    if (level !== null && (lowest === null || logLevels.indexOf(level) < logLevels.indexOf(lowest))) lowest = level
  return lowest
}
